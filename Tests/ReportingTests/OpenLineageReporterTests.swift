import AuditModel
import Foundation
import Testing

/// The event against what the specification's schemas demand: OpenLineage 2.0.2 and the two facets for data quality.
@Suite("The OpenLineage event")
struct OpenLineageReporterTests {
    @Test("The event has what its schema demands", arguments: Fixture.all)
    func event(fixture: Fixture) throws {
        let event = try Rendered.json(of: fixture.report, as: "openlineage")
        #expect(["COMPLETE", "ABORT"].contains(event["eventType"] as? String))
        #expect((event["schemaURL"] as? String)?.hasSuffix("OpenLineage.json#/$defs/RunEvent") == true)
        #expect(URL(string: event["schemaURL"] as? String ?? "")?.scheme == "https")
        #expect(URL(string: event["producer"] as? String ?? "")?.scheme == "urn")
        let run = try #require(event["run"] as? [String: Any])
        #expect(UUID(uuidString: run["runId"] as? String ?? "") != nil)
        let job = try #require(event["job"] as? [String: Any])
        #expect(job["namespace"] is String && job["name"] is String)
        let time = try #require(event["eventTime"] as? String)
        #expect(throws: Never.self) {
            try Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
        #expect((event["outputs"] as? [Any])?.isEmpty == true)
    }

    @Test("Each facet names its schema and holds values of the demanded types", arguments: Fixture.all)
    func facets(fixture: Fixture) throws {
        let event = try Rendered.json(of: fixture.report, as: "openlineage")
        let inputs = try #require(event["inputs"] as? [[String: Any]])
        for input in inputs {
            #expect(input["namespace"] is String && input["name"] is String)
            let facets = try #require(input["inputFacets"] as? [String: [String: Any]])
            for facet in facets.values {
                #expect(URL(string: facet["_producer"] as? String ?? "")?.scheme == "urn")
                #expect((facet["_schemaURL"] as? String)?.hasPrefix("https://openlineage.io/spec/facets/") == true)
            }
            for assertion in facets["dataQualityAssertions"]?["assertions"] as? [[String: Any]] ?? [] {
                #expect(assertion["assertion"] is String && assertion["success"] is Bool)
                #expect(assertion["name"] is String && assertion["description"] is String)
                for key in ["column", "severity", "expected", "actual"] {
                    #expect(assertion[key] == nil || assertion[key] is String, "\(key)")
                }
            }
            guard let metrics = facets["dataQualityMetrics"] else { continue }
            #expect(metrics["rowCount"] is Int)
            let columns = try #require(metrics["columnMetrics"] as? [String: [String: Any]])
            for column in columns.values {
                #expect(column["nullCount"] is Int)
                for key in ["min", "max", "count"] { #expect(column[key] == nil || column[key] is NSNumber, "\(key)") }
            }
        }
    }

    @Test("A table carries the verdicts of its rules and the figures of its columns")
    func values() throws {
        let event = try Rendered.json(of: Fixture.sparkify.report, as: "openlineage")
        let inputs = try #require(event["inputs"] as? [[String: Any]])
        let plays = try #require(inputs.first { $0["name"] as? String == "sparkifydb.public.songplays" })
        let facets = try #require(plays["inputFacets"] as? [String: [String: Any]])
        let assertions = try #require(facets["dataQualityAssertions"]?["assertions"] as? [[String: Any]])
        #expect(assertions.first?["assertion"] as? String == "relationship")
        #expect(assertions.first?["success"] as? Bool == false)
        #expect(assertions.first?["column"] as? String == "artist_id")
        #expect(assertions.first?["name"] as? String == "songplays.artist.linked")
        #expect(assertions.first?["expected"] as? String == "fail_if: > 50%")
        #expect(assertions.first?["actual"] as? String == "6819")
        let columns = try #require(facets["dataQualityMetrics"]?["columnMetrics"] as? [String: [String: Any]])
        #expect(columns["songplay_id"]?["max"] as? Int == 6_820)
        #expect(columns["start_time"]?["max"] == nil)
        #expect(columns["artist_id"]?["nullCount"] as? Int == 6_819)
    }
}
