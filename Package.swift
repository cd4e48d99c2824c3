// swift-tools-version: 6.1
import PackageDescription

// The house, from the top down; a target imports only what stands below it:
//   plumb -> PlumbCLI -> RuleFiles, Sparkify -> Audit, Reporting, Ingest -> AuditModel, LocalCluster, Postgres -> Checksum, CLibPQ, CZlib
let package = Package(
    name: "plumb",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "plumb", targets: ["plumb"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev", "pkg-config"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Checksum", dependencies: ["CCrypto"]),
        .target(name: "Postgres", dependencies: ["CLibPQ"]),
        .target(
            name: "LocalCluster",
            dependencies: [.product(name: "Subprocess", package: "swift-subprocess")]
        ),
        .target(name: "AuditModel", dependencies: ["Checksum"]),
        .target(name: "Audit", dependencies: ["AuditModel", "Checksum", "Postgres"]),
        .target(
            name: "Reporting",
            dependencies: ["AuditModel", "Checksum", .product(name: "Mustache", package: "swift-mustache")]
        ),
        .target(name: "Ingest", dependencies: ["CZlib"]),
        .target(
            name: "RuleFiles",
            dependencies: ["AuditModel", "Audit", "Checksum", .product(name: "Yams", package: "Yams")]
        ),
        .target(name: "Sparkify", dependencies: ["Checksum", "Ingest", "Postgres"]),
        .target(
            name: "PlumbCLI",
            dependencies: [
                "Audit", "AuditModel", "Ingest", "LocalCluster", "Postgres", "Reporting", "RuleFiles", "Sparkify",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .executableTarget(name: "plumb", dependencies: ["PlumbCLI"]),
        .target(name: "TestSupport", dependencies: ["CZlib", "Postgres", "LocalCluster"], path: "Tests/TestSupport"),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport"]),
        .testTarget(name: "LocalClusterTests", dependencies: ["LocalCluster", "TestSupport"]),
        .testTarget(name: "AuditModelTests", dependencies: ["AuditModel"]),
        .testTarget(name: "ChecksumTests", dependencies: ["Checksum"]),
        .testTarget(name: "AuditTests", dependencies: ["Audit", "AuditModel", "Postgres", "TestSupport"]),
        .testTarget(
            name: "ReportingTests",
            dependencies: ["Reporting", "AuditModel", "Checksum"],
            exclude: ["Goldens"]
        ),
        .testTarget(name: "IngestTests", dependencies: ["Ingest", "TestSupport"]),
        .testTarget(
            name: "RuleFilesTests",
            dependencies: ["RuleFiles", "Audit", "AuditModel"],
            exclude: ["validate-rules.py"]
        ),
        .testTarget(
            name: "SparkifyTests",
            dependencies: ["Checksum", "Sparkify", "Ingest", "Postgres", "TestSupport"]
        ),
        .testTarget(
            name: "PlumbCLITests",
            dependencies: ["AuditModel", "PlumbCLI", "Postgres", "Reporting", "Sparkify", "TestSupport", "plumb"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
