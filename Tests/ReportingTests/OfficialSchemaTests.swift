import Foundation
import Testing

/// The formats with a specification of their own against the schemas that its authors publish.
///
/// The schemas are not ours to copy. With `PLUMB_OFFICIAL_SCHEMAS=folder` the golden files are held against those in that
/// folder, which are named as they are published: `sarif-schema-2.1.0.json`, `OpenLineage.json`,
/// `DataQualityAssertionsDatasetFacet.json` and `DataQualityMetricsInputDatasetFacet.json`. Without it, ``SARIFShape`` and the
/// tests of the OpenLineage event check what these schemas ask of the parts that reports use.
@Suite("The official schemas")
struct OfficialSchemaTests {
    static let folder = ProcessInfo.processInfo.environment["PLUMB_OFFICIAL_SCHEMAS"]

    @Test(
        "let every golden SARIF log and OpenLineage event through",
        .enabled(if: folder != nil && ReportSchemaTests.hasValidator, "PLUMB_OFFICIAL_SCHEMAS names no folder")
    )
    func goldens() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "..").standardizedFileURL
        let goldens = tests.appending(path: "ReportingTests/Goldens")
        let files = try ["sarif", "openlineage"].flatMap { format in
            try FileManager.default.contentsOfDirectory(atPath: goldens.appending(path: format).path).sorted()
                .map { goldens.appending(path: "\(format)/\($0)").path }
        }
        #expect(files.count >= 8)
        let script = tests.appending(path: "validate-official.py").path
        let end = try ReportSchemaTests.python([script, Self.folder ?? ""] + files)
        #expect(end.output == "" && end.code == 0)
    }
}
