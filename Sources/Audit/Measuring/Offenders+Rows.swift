extension Offenders {
    /// The rows of one dataset that fulfil a condition, with their key and some columns.
    static func rows(
        of dataset: DatasetName,
        where condition: String,
        showing columns: [String],
        in scope: RuleScope
    ) -> Offenders {
        let key = scope.key(of: dataset)
        let shown = key + columns.filter { !key.contains($0) }
        var offenders = Offenders(
            columns: shown,
            order: key.isEmpty ? shown : key,
            sql: "",
            datasets: [dataset]
        )
        offenders.take(Scan(dataset, where: scope.filter), where: condition)
        return offenders
    }

    /// Takes the rows of a scan that fulfil a condition for the violations.
    mutating func take(_ scan: Scan, where condition: String) {
        sql = "SELECT \(SQLText.columns(columns))\n\(scan.rows(where: condition))"
        self.condition = RowCondition(scan: scan, condition: condition)
    }
}
