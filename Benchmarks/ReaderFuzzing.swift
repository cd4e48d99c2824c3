import Foundation

/// Where the bytes of a run are put: in memory, and read as a file.
private let path: String = {
    let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    return "\(folder)/plumb-fuzz-\(getpid()).json"
}()

/// Reads any bytes as a file and checks what may never happen: an endless file, a reject without a place, and a record
/// that the file does not hold as it stands.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { return 0 }
    var reader = RecordReader(shape: RecordShape(keys: ["a", "b"]), longestRecord: 1 << 16)
    do {
        try reader.open(path)
        var records = 0
        var rejects = 0
        reading: while true {
            switch try reader.next() {
            case .record:
                records += 1
                precondition(reader.line >= 1)
                for slot in 0..<2 {
                    guard let value = reader.value(slot) else { continue }
                    precondition(value.kind != .string || String(validating: value.text.utf8, as: UTF8.self) != nil)
                    _ = value.wholeNumber
                }
            case .reject(let reject):
                rejects += 1
                precondition(reject.line >= 1 && reject.column >= 1 && reject.byteOffset >= 0)
                precondition(!reject.message.isEmpty && reject.raw.count <= Reject.rawLimit)
            case .end: break reading
            }
            // Packed data can hold far more records than bytes.
            precondition(records + rejects <= 4 * count + 2 || count > 2 && bytes[0] == 0x1F, "reading does not end")
        }
    } catch {
        preconditionFailure("\(error)")
    }
    return 0
}
