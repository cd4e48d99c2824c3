/// A table of ours: what it means, its columns and its key. The DDL and the comments in the database come from here.
struct TableDefinition: Sendable {
    /// One column.
    struct Column: Sendable {
        /// Its name.
        var name: String
        /// Its type, with constraints.
        var type: String
        /// What it means.
        var comment: String

        /// Creates a column.
        init(_ name: String, _ type: String, _ comment: String) {
            self.name = name
            self.type = type
            self.comment = comment
        }
    }

    /// Its name, without the schema.
    var name: String
    /// What it holds.
    var comment: String
    /// Its columns in their order.
    var columns: [Column]
    /// The columns of its primary key.
    var primaryKey: [String] = []
    /// Columns that are looked up by, each with an index of its own.
    var indexes: [String] = []

    /// Whether so many rows come with the first load that its key is added behind them, which is quicker.
    var isLarge = false

    /// The statement that adds its key in a schema.
    func keyScript(in schema: String) -> String {
        "ALTER TABLE \(SQLText.name(schema)).\(SQLText.name(name)) ADD \(keyClause);\n"
    }

    /// The statements that create its indexes in a schema, but for those that are there.
    func indexScript(in schema: String) -> String {
        indexes.map { column in
            let index = SQLText.name("\(name)_\(column)_idx")
            let table = "\(SQLText.name(schema)).\(SQLText.name(name))"
            return "CREATE INDEX IF NOT EXISTS \(index) ON \(table) (\(SQLText.name(column)));\n"
        }.joined()
    }

    private var keyClause: String { "PRIMARY KEY (\(primaryKey.map(SQLText.name).joined(separator: ", ")))" }

    /// The statements that create it in a schema, with its comments; without its key when it is large.
    func script(in schema: String) -> String {
        let table = "\(SQLText.name(schema)).\(SQLText.name(name))"
        var lines = columns.map { column in
            // A key that is added later looks for NULL in all rows unless the column says that there is none.
            let isKey = isLarge && primaryKey.contains(column.name) && !column.type.hasSuffix("NOT NULL")
            return "    \(SQLText.name(column.name)) \(column.type)\(isKey ? " NOT NULL" : "")"
        }
        if !primaryKey.isEmpty, !isLarge { lines.append("    \(keyClause)") }
        var script = "CREATE TABLE \(table) (\n\(lines.joined(separator: ",\n"))\n);\n"
        script += indexScript(in: schema)
        script += "COMMENT ON TABLE \(table) IS \(SQLText.text(comment));\n"
        for column in columns {
            script += "COMMENT ON COLUMN \(table).\(SQLText.name(column.name)) IS \(SQLText.text(column.comment));\n"
        }
        return script
    }
}
