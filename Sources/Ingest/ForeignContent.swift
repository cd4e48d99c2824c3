/// Recognises files that hold no records at all and says what they are instead.
enum ForeignContent {
    /// The first bytes by which a kind of file is known.
    private struct Signature {
        var bytes: [UInt8]
        var code: RejectCode
        var message: String
    }

    /// What is wrong with a file that begins so; `nil` when nothing is known against it.
    static func fault(of head: UnsafeRawBufferPointer) -> JSONFault? {
        if let found = signatures.first(where: { head.starts(with: $0.bytes) }) {
            return JSONFault(code: found.code, message: found.message, offset: 0)
        }
        return isWebPage(head) ? JSONFault(code: .webPage, message: webPage, offset: 0) : nil
    }

    /// What is wrong with a file in which no format finds a record; `nil` for text.
    static func faultOfUnrecognized(_ head: UnsafeRawBufferPointer) -> JSONFault? {
        let start = LineJSONFormat.firstInk(in: head)
        guard start < head.count, head[start] != UInt8(ascii: "{"), isBinary(head.prefix(4096)) else { return nil }
        return JSONFault(code: .binaryFile, message: "the file is binary, not JSON", offset: 0)
    }

    private static let webPage = "the file is an HTML or XML page, not JSON; download the data again"

    private static let signatures: [Signature] = [
        Signature(
            bytes: Array("version https://git-lfs.github.com/spec/".utf8),
            code: .gitLFSPointer,
            message: "the file is a Git LFS pointer, not the data; fetch the data with 'git lfs pull'"
        ),
        archive([0x50, 0x4B, 0x03, 0x04], "a zip archive"), archive([0x50, 0x4B, 0x05, 0x06], "an empty zip archive"),
        archive([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        archive(Array("BZh".utf8), "packed with bzip2"), archive([0xFD, 0x37, 0x7A, 0x58, 0x5A], "packed with xz"),
        archive([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd"), archive(Array("PAR1".utf8), "a Parquet file"),
        encoding([0xFF, 0xFE, 0, 0], "UTF-32LE"), encoding([0, 0, 0xFE, 0xFF], "UTF-32BE"),
        encoding([0xFF, 0xFE], "UTF-16LE"), encoding([0xFE, 0xFF], "UTF-16BE"),
        encoding([0x7B, 0, 0, 0], "UTF-32LE"), encoding([0x5B, 0, 0, 0], "UTF-32LE"),
        encoding([0, 0, 0, 0x7B], "UTF-32BE"), encoding([0, 0, 0, 0x5B], "UTF-32BE"),
        encoding([0x7B, 0], "UTF-16LE"), encoding([0x5B, 0], "UTF-16LE"),
        encoding([0, 0x7B], "UTF-16BE"), encoding([0, 0x5B], "UTF-16BE"),
    ]

    private static func archive(_ bytes: [UInt8], _ what: String) -> Signature {
        Signature(bytes: bytes, code: .archive, message: "the file is \(what), which is not read; unpack it first")
    }

    private static func encoding(_ bytes: [UInt8], _ name: String) -> Signature {
        let message = "the file is text in \(name), not UTF-8; convert it with 'iconv -f \(name) -t UTF-8'"
        return Signature(bytes: bytes, code: .otherEncoding, message: message)
    }

    private static func isWebPage(_ head: UnsafeRawBufferPointer) -> Bool {
        let start = LineJSONFormat.firstInk(in: head)
        guard start < head.count, head[start] == UInt8(ascii: "<") else { return false }
        let text = String(decoding: head[start...].prefix(16), as: UTF8.self).lowercased()
        return ["<!doctype", "<html", "<head", "<body", "<?xml", "<!--", "<error"].contains(where: text.hasPrefix)
    }

    /// Text has no NUL and few other control characters, and what is beyond ASCII in it is mostly UTF-8.
    private static func isBinary(_ head: Slice<UnsafeRawBufferPointer>) -> Bool {
        if head.contains(0) { return true }
        let controls = head.count { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B }
        let broken = String(decoding: head, as: UTF8.self).unicodeScalars.count { $0 == "\u{FFFD}" }
        return (controls + broken) * 8 > head.count
    }
}
