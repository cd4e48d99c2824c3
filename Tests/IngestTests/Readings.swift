import Foundation
import Ingest

/// What reading some bytes gives: `a=VALUE@LINE` for a record, `CODE@LINE:COLUMN+OFFSET` for a reject.
func readings(of bytes: some Sequence<UInt8>, longestRecord: Int = 16 << 20) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes)
    var reader = RecordReader(shape: RecordShape(keys: ["a", "b"]), longestRecord: longestRecord)
    try reader.open(path)
    var readings: [String] = []
    while true {
        switch try reader.next() {
        case .record: readings.append("a=\(reader.value(0)?.text ?? "-")@\(reader.line)")
        case .reject(let reject):
            readings.append("\(reject.code.rawValue)@\(reject.line):\(reject.column)+\(reject.byteOffset)")
        case .end: return readings
        }
    }
}

/// The records and rejects of a text, without their places.
func outcomes(of text: String) throws -> [String] {
    try readings(of: text.utf8).map { String($0.prefix { $0 != "@" }) }
}
