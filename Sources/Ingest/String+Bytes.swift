extension String {
    /// Bytes as text; what is not UTF-8, and NUL, is written as `\xE9`.
    public init(showing bytes: [UInt8]) {
        self = ""
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var place = 0
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let scalar):
                place += scalar.count
                if let scalar = Unicode.UTF8.decode(scalar) as Unicode.Scalar?, scalar != "\0" {
                    unicodeScalars.append(scalar)
                } else {
                    self += "\\x00"
                }
            case .error(let length):
                for byte in bytes[place..<place + length] { self += "\\x" + String(byte, radix: 16, uppercase: true) }
                place += length
            case .emptyInput:
                return
            }
        }
    }
}
