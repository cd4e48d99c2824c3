import Foundation

/// Where PostgreSQL's programs may be.
///
/// Debian puts the server's programs into a folder of their version that is not in `PATH`.
public struct ProgramSearch: Sendable {
    private static let serverPrograms = ["initdb", "postgres", "pg_isready"]

    private let pathFolders: [String]
    private let versionsFolder: String

    /// Searches the folders of `PATH`, the one that `pg_config` names, and those of Debian.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process; only `PATH` is read.
    ///   - versionsFolder: The folder with one folder for each major version, as on Debian.
    public init(environment: [String: String], versionsFolder: String = "/usr/lib/postgresql") {
        pathFolders = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        self.versionsFolder = versionsFolder
    }

    /// The folder of the server's programs.
    ///
    /// - Parameter cluster: The home whose cluster they must be able to run, if it has one.
    /// - Throws: ``LocalClusterError/serverMissing(searched:)`` or
    ///   ``LocalClusterError/versionMissing(dataFolder:majorVersion:)``.
    func serverFolder(for cluster: ClusterHome) async throws -> String {
        guard let majorVersion = cluster.majorVersion else {
            let folders = try await folders
            guard let folder = folders.first(where: isServerFolder) else {
                throw LocalClusterError.serverMissing(searched: folders + [versionsFolder])
            }
            return folder
        }
        // The folder's name says the version: no need to run programs to find out.
        let expected = "\(versionsFolder)/\(majorVersion)/bin"
        if isServerFolder(expected) { return expected }
        for folder in try await folders where isServerFolder(folder) {
            let version = try await ChildProgram.output(of: folder + "/postgres", ["--version"])
            // Such as: postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
            if version?.wholeMatch(of: /\D*\) (\d+).*/)?.1 == majorVersion[...] { return folder }
        }
        throw LocalClusterError.versionMissing(dataFolder: cluster.dataFolder, majorVersion: majorVersion)
    }

    /// The path of `psql`.
    ///
    /// - Throws: ``LocalClusterError/serverMissing(searched:)``: psql comes with the server.
    public func psql() async throws -> String {
        let folders = try await folders
        guard let folder = folders.first(where: { isExecutable($0 + "/psql") }) else {
            throw LocalClusterError.serverMissing(searched: folders + [versionsFolder])
        }
        return folder + "/psql"
    }

    /// The folders to search, the best first.
    private var folders: [String] {
        get async throws {
            var found: [String] = []
            if let folder = pathFolders.first(where: { isExecutable($0 + "/pg_config") }),
                let named = try await ChildProgram.output(of: folder + "/pg_config", ["--bindir"]), named.hasPrefix("/")
            {
                found.append(named)
            }
            let versions = (try? FileManager.default.contentsOfDirectory(atPath: versionsFolder)) ?? []
            let newestFirst = versions.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
            return found + pathFolders + newestFirst.map { "\(versionsFolder)/\($0)/bin" }
        }
    }

    private func isServerFolder(_ folder: String) -> Bool {
        Self.serverPrograms.allSatisfy { isExecutable("\(folder)/\($0)") }
    }

    private func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path)
    }
}
