import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite("Files that hold no records")
struct ForeignContentTests {
    private func rejects(_ bytes: [UInt8]) throws -> [Reject] {
        let folder = try TemporaryFolder()
        var reader = RecordReader(shape: RecordShape(keys: ["a"]))
        try reader.open(try folder.write(bytes))
        var rejects: [Reject] = []
        while true {
            switch try reader.next() {
            case .record: Issue.record("a record in \(bytes.prefix(20))")
            case .reject(let reject): rejects.append(reject)
            case .end: return rejects
            }
        }
    }

    @Test(
        "They are recognised as what they are, packed or not, and rejected once",
        arguments: [
            (
                Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8),
                RejectCode.gitLFSPointer,
                "the file is a Git LFS pointer, not the data; fetch the data with 'git lfs pull'"
            ),
            (
                Array("\n<!DOCTYPE html>\n<html><body>404</body></html>".utf8), .webPage,
                "the file is an HTML or XML page, not JSON; download the data again"
            ),
            (
                Array("<?xml version=\"1.0\"?><Error/>".utf8), .webPage,
                "the file is an HTML or XML page, not JSON; download the data again"
            ),
            (
                [0x50, 0x4B, 3, 4, 20, 0, 0, 0], .archive,
                "the file is a zip archive, which is not read; unpack it first"
            ),
            (Array("BZh91AY&SY".utf8), .archive, "the file is packed with bzip2, which is not read; unpack it first"),
            (
                [0xFF, 0xFE, 0x7B, 0, 0x7D, 0, 0x0A, 0], .otherEncoding,
                "the file is text in UTF-16LE, not UTF-8; convert it with 'iconv -f UTF-16LE -t UTF-8'"
            ),
            (
                [0, 0x7B, 0, 0x0A, 0, 0x7D], .otherEncoding,
                "the file is text in UTF-16BE, not UTF-8; convert it with 'iconv -f UTF-16BE -t UTF-8'"
            ),
            (
                [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0x0A, 1, 2, 3], .binaryFile, "the file is binary, not JSON"
            ),
            ((128...255).map { UInt8($0) }, .binaryFile, "the file is binary, not JSON"),
        ] as [([UInt8], RejectCode, String)]
    )
    func recognized(_ bytes: [UInt8], _ code: RejectCode, _ message: String) throws {
        for content in [bytes, gzip(bytes)] {
            let rejects = try rejects(content)
            #expect(rejects.count == 1)
            #expect(rejects.first?.code == code)
            #expect(rejects.first?.message == message)
            #expect(rejects.first?.raw == bytes)
        }
    }

    @Test("A log that the system filled up with NULs still has its records")
    func preallocated() throws {
        let nuls = [UInt8](repeating: 0, count: 500)
        #expect(try readings(of: nuls + Array("\n{\"a\":1}\n".utf8)).map { $0.prefix(3) } == ["not", "a=1"])
        #expect(try readings(of: Array("{\"a\":1}\n".utf8) + nuls) == ["a=1@1", "not_an_object@2:1+8"])
    }

    @Test("A file with nothing but blanks is empty and no fault")
    func empty() throws {
        let folder = try TemporaryFolder()
        var reader = RecordReader(shape: RecordShape(keys: ["a"]))
        for text in ["", "\n\r\n ", "\u{FEFF}"] {
            try reader.open(try folder.write(text.utf8))
            let isEmpty = reader.isEmpty
            #expect(isEmpty)
            guard case .end = try reader.next() else { Issue.record("not the end"); continue }
        }
        try reader.open(try folder.write("[]".utf8))
        let isEmpty = reader.isEmpty
        #expect(!isEmpty)
    }
}
