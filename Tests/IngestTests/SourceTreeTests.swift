import Foundation
import Ingest
import Testing

@Suite("Source trees")
struct SourceTreeTests {
    @Test("Files at any depth come in the order of the bytes of their paths")
    func order() throws {
        let folder = try TemporaryFolder()
        for file in ["b.json", "a/z.json", "a.json", "a/B.JSON", "é.json"] { try folder.write([], to: file) }
        let tree = try SourceTree(walking: folder.path + "/")
        #expect(tree.files.map(\.relativePath) == ["a.json", "a/B.JSON", "a/z.json", "b.json", "é.json"])
        #expect(tree.skipped.isEmpty)
    }

    @Test("Hidden files, leftovers of editors and files of other names are skipped and counted")
    func skipped() throws {
        let folder = try TemporaryFolder()
        let leftovers = ["x.json~", "#x.json#", "x-checkpoint.json"]
        for file in [".DS_Store", "._x.json", ".ipynb_checkpoints/x.json", "readme.txt", "x.json"] + leftovers {
            try folder.write([], to: file)
        }
        let tree = try SourceTree(walking: folder.path)
        #expect(tree.files.map(\.relativePath) == ["x.json"])
        #expect(tree.skipped == [.hidden: 3, .editorLeftover: 3, .otherName: 1])
    }

    @Test("Other endings of JSON files are taken, packed or not, and a folder with a file's name is walked and named")
    func names() throws {
        let folder = try TemporaryFolder()
        let taken = ["a.json.gz", "b.NDJSON", "c.jsonl", "d.jsonl.gz", "e.json/part.json"]
        for file in taken + ["x.gz", "x.jsonx", "y-checkpoint.json.gz", "z-checkpoint.ndjson"] {
            try folder.write([], to: file)
        }
        let tree = try SourceTree(walking: folder.path)
        #expect(tree.files.map(\.relativePath) == taken)
        #expect(tree.skipped == [.otherName: 2, .editorLeftover: 2, .folderNamedLikeFile: 1])
    }

    @Test("A link that comes first does not take the place of the folder that it leads to")
    func linkBefore() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "log_data/2018/11/x.json")
        let link = folder.path + "/latest"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "log_data/2018/11")
        let tree = try SourceTree(walking: folder.path)
        #expect(tree.files.map(\.relativePath) == ["log_data/2018/11/x.json"])
        #expect(tree.skipped == [.seenFolder: 1])
    }

    @Test("Folders whose names differ only in their Unicode normalisation are two, with the files of each")
    func normalisation() throws {
        let folder = try TemporaryFolder()
        let paths = ["cafe\u{301}/a.json", "caf\u{E9}/b.json"]
        for path in paths { try folder.write([], to: path) }
        let found = try SourceTree(walking: folder.path).files.map { Array($0.relativePath.utf8) }
        #expect(found == paths.map { Array($0.utf8) })
    }

    @Test("A name that is not UTF-8 is named, with what to do")
    func otherEncoding() throws {
        let folder = try TemporaryFolder()
        let name = Array("\(folder.path)/caf".utf8) + [0xE9] + Array(".json".utf8) + [0]
        let file = name.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1 }
        }
        #expect(file >= 0)
        close(file)
        let tree = try SourceTree(walking: folder.path)
        #expect(tree.unreadable.map(\.reason) == ["it holds 'caf\\xE9.json', whose name is not UTF-8; rename it"])
    }

    @Test("Symbolic links are followed and loops of them end")
    func loops() throws {
        let folder = try TemporaryFolder()
        try folder.write([], to: "a/x.json")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.path + "/a/up", withDestinationPath: "..")
        try files.createSymbolicLink(atPath: folder.path + "/y.json", withDestinationPath: "a/x.json")
        let tree = try SourceTree(walking: folder.path)
        #expect(tree.files.map(\.relativePath) == ["a/x.json", "y.json"])
        #expect(tree.skipped == [.seenFolder: 1])
    }

    @Test("What is no regular file is skipped without being opened")
    func special() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path + "/x.json", 0o600) == 0)
        #expect(try SourceTree(walking: folder.path).skipped == [.notAFile: 1])
    }

    @Test("What cannot be read is named with its path")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let link = folder.path + "/x.json"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
        let tree = try SourceTree(walking: folder.path)
        #expect(tree.unreadable == [SourceError(path: link, reason: "no such file or directory")])
        #expect(throws: SourceError(path: folder.path + "/no", reason: "no such file or directory")) {
            try SourceTree(walking: folder.path + "/no")
        }
        let file = try folder.write([], to: "y.json")
        #expect(throws: SourceError(path: file, reason: "not a directory")) { try SourceTree(walking: file) }
    }
}
