/// What the Markdown report says and in which order.
///
/// `{{name}}` is a value, escaped; `{{{name}}}` is finished Markdown; a name that starts with a dot is looked up in the
/// nearest object only. Before the appendix no SQL, and no word that a reader without SQL does not know.
enum MarkdownTemplate {
    /// The chapters in their order, each a template of its own: what it takes to read one grows with the square of its length.
    static let chapters = [
        verdict, changes, questions, issues, loads, policies, dimensions, rules, looks, unchecked, words, details,
        tables,
    ].map { "{{% CONTENT_TYPE:MARKDOWN}}\n\($0)\n" }

    private static let verdict = """
        # Data audit of {{name}}: {{verdict}}

        **{{verdictSentence}}** {{summary}}

        {{gateRule}}

        {{measured}}
        {{#isIncomplete}}

        **This audit was interrupted before its end.** Rules that it did not reach could not be checked.
        {{/isIncomplete}}

        Words such as *fails*, *critical* and *policy* are explained under
        [Words in this report](#words-in-this-report).
        {{#hasFirstSteps}}

        ## What to do first

        {{#firstSteps}}
        {{number}}. **{{title}}.** Who acts: {{owner}}.{{#.step}} Next step: {{.}}{{/.step}}{{#.gain}} What that brings: {{.}}{{/.gain}}
        {{#steps}}
           - {{.}}
        {{/steps}}
        {{/firstSteps}}
        {{/hasFirstSteps}}

        """

    private static let changes = """
        {{#.changeLead}}
        ## What changed since the last run

        {{.}}
        {{#hasChanges}}

        | Rule | Change | Before | Now | Remarks |
        | --- | --- | --- | --- | --- |
        {{#changes}}
        | {{title}} | {{change}} | {{before}} | {{after}} | {{remarks}} |
        {{/changes}}
        {{/hasChanges}}
        {{#changeNotes}}

        {{.}}
        {{/changeNotes}}

        {{/.changeLead}}
        """

    private static let questions = """
        {{#hasQuestions}}
        ## What can be relied on

        These are the questions that the data is there to answer.

        | Question | Answer | Why |
        | --- | --- | --- |
        {{#questions}}
        | {{question}} | {{answer}} | {{because}} |
        {{/questions}}

        {{#questions}}
        {{#.remedy}}
        - **{{question}}** What would make it safe: {{.}}
        {{/.remedy}}
        {{/questions}}

        {{/hasQuestions}}
        """

    private static let issues = """
        ## Governance issues

        {{^hasIssues}}
        None were found.
        {{/hasIssues}}
        {{#hasIssues}}
        {{issuesLead}}
        {{/hasIssues}}
        {{#issues}}

        ### {{id}}: {{title}}

        **What was found.** {{found}}
        {{#hasSymptoms}}

        | Rule | Result | What it found |
        | --- | --- | --- |
        {{#symptoms}}
        | {{title}} | {{outcome}} | {{finding}} |
        {{/symptoms}}
        {{/hasSymptoms}}
        {{#.cause}}

        **What causes it.** {{.}}
        {{/.cause}}
        {{#looks}}

        {{{.}}}
        {{/looks}}
        {{#.promise}}

        **What was promised.** {{.}}
        {{/.promise}}

        **Why it matters.** {{impact}}

        **Who owns it.** {{owner}}
        {{#.age}}

        **How long it has been so.** {{.}}
        {{/.age}}

        **What to do next.**{{#.nextStep}} {{.}}{{/.nextStep}}
        {{#hasNextSteps}}

        {{#nextSteps}}
        - {{.}}
        {{/nextSteps}}
        {{/hasNextSteps}}
        {{#.gain}}

        **What that brings.** {{.}}
        {{/.gain}}
        {{#waivers}}

        **Accepted for now?** {{.}}
        {{/waivers}}

        **Severity.** {{severity}}
        {{/issues}}

        """

    private static let loads = """
        ## Was everything loaded?

        {{^hasLoads}}
        This report holds no figures about how the data was loaded, so nothing can be said about records that were lost
        on the way.
        {{/hasLoads}}
        {{#hasLoads}}
        Every record that was read must have been loaded, left out on purpose, or rejected because it was damaged. What
        is read but in none of the three is lost.

        | Records of | Files | Read | Loaded | Left out on purpose | Rejected | Adds up? |
        | --- | ---: | ---: | ---: | ---: | ---: | --- |
        {{#loads}}
        | {{source}} | {{files}} | {{records}} | {{loaded}} | {{filtered}} | {{rejected}} | {{addsUp}} |
        {{/loads}}

        {{#loads}}
        - {{sentence}}
        {{/loads}}
        {{/hasLoads}}

        """

    private static let policies = """
        ## Policies

        {{^hasPolicies}}
        The rule files declare no policies.
        {{/hasPolicies}}
        {{#hasPolicies}}
        A policy is a promise about the data, with somebody who answers for it. Rules check whether it is kept.

        | Policy | Promise | Aim | Owner | Kept? | Rules that hold | Review by |
        | --- | --- | --- | --- | --- | --- | --- |
        {{#policies}}
        | {{title}} ({{id}}) | {{statement}} | {{aim}} | {{owner}} | {{standing}} | {{holding}} | {{review}} |
        {{/policies}}
        {{/hasPolicies}}

        {{#hasWaivers}}
        ## What is accepted for now

        | Rule | In force? | Ends | As long as | Decided by | Reason |
        | --- | --- | --- | --- | --- | --- |
        {{#waivers}}
        | {{title}} | {{standing}} | {{expires}} | {{limit}} | {{approvedBy}} | {{reason}} |
        {{/waivers}}

        {{/hasWaivers}}
        """

    private static let dimensions = """
        ## Scores by dimension

        {{^hasDimensions}}
        Nothing was measured.
        {{/hasDimensions}}
        {{#hasDimensions}}
        Data can be good in one way and bad in another, so there is no single mark. Each score is the share of everything
        looked at that is as it should be. One large table weighs more than many small ones, so read the score with the
        counts beside it.

        | Dimension | What it asks | Score | Looked at | Not as it should be | Rules | Rules not counted | Worst result |
        | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
        {{#dimensions}}
        | {{dimension}} | {{question}} | {{score}} | {{population}} | {{violations}} | {{rules}} | {{notMeasured}} | {{worst}} |
        {{/dimensions}}

        *Rules not counted* are those that could not be checked or had nothing to check.
        {{/hasDimensions}}

        """

    private static let rules = """
        ## All rules

        {{^hasRules}}
        The rule files declare no rules.
        {{/hasRules}}
        {{#hasRules}}
        | Rule | Result | Severity when it fails | Looked at | Break the rule | Share |
        | --- | --- | --- | ---: | ---: | ---: |
        {{#rules}}
        | {{title}} ({{{code}}}) | {{outcome}} | {{severity}} | {{population}} | {{violations}} | {{share}} |
        {{/rules}}
        {{/hasRules}}

        """

    private static let looks = """
        {{#hasLooks}}
        ## A closer look at other rules

        These rules are no issue, but what was found about them helps to understand the data.
        {{#looks}}

        ### {{title}} ({{outcome}})

        {{{text}}}
        {{/looks}}

        {{/hasLooks}}
        """

    private static let unchecked = """
        ## What was not checked

        {{^hasUnchecked}}
        {{#hasRules}}
        Every rule was run and had data to look at.
        {{/hasRules}}
        {{^hasRules}}
        Everything: there are no rules.
        {{/hasRules}}
        {{/hasUnchecked}}
        {{#hasUnchecked}}
        About these rules the audit can say neither that they hold nor that they fail.

        | Rule | Result | Reason |
        | --- | --- | --- |
        {{#unchecked}}
        | {{title}} ({{{code}}}) | {{outcome}} | {{reason}} |
        {{/unchecked}}
        {{/hasUnchecked}}

        {{#hasUnwatched}}
        No rule looks at the following, so errors in it stay unseen.

        | Table | Columns | References to other tables |
        | --- | --- | --- |
        {{#unwatched}}
        | {{{table}}} | {{{columns}}} | {{{references}}} |
        {{/unwatched}}

        {{#moreUnwatched}}
        {{.}}

        {{/moreUnwatched}}
        {{/hasUnwatched}}
        """

    private static let words = """
        ## Words in this report

        | Result of a rule | What it means |
        | --- | --- |
        {{#statuses}}
        | {{word}} | {{meaning}} |
        {{/statuses}}

        *Holds, with exceptions* means that some of the data breaks the rule, but no more than the rule allows.

        | Severity of a rule | What it means when the rule fails |
        | --- | --- |
        {{#severities}}
        | {{word}} | {{meaning}} |
        {{/severities}}

        - A **rule** is one question put to the data, such as "has every order a date?".
        - A **policy** is a promise about the data that one or more rules check.
        - A **row** is one entry of a table, such as one order or one person.
        - The **share** is how many of 100 things looked at break the rule.

        """

    private static let details = """
        # Appendix for technical readers

        {{#hasQuestions}}
        ## What each question depends on

        {{#questions}}
        - **{{question}}** {{rules}}.
        {{/questions}}

        {{/hasQuestions}}
        ## Queries and sample rows

        {{^hasRules}}
        There are no rules.
        {{/hasRules}}
        {{#details}}
        ### {{title}}

        {{#lines}}
        - {{{.}}}
        {{/lines}}

        {{#.query}}
        {{{.}}}

        {{/.query}}
        {{#.segments}}
        {{caption}}

        {{{table}}}

        {{/.segments}}
        {{#.samples}}
        {{caption}}

        {{{table}}}

        {{/.samples}}
        {{/details}}
        {{#hasSuggestions}}
        ## Constraints that would keep rules from breaking

        These rules hold today. A constraint would make the database refuse what breaks them.

        {{#suggestions}}
        - {{{rule}}}: {{{statement}}}
        {{/suggestions}}

        {{/hasSuggestions}}
        """

    private static let tables = """
        ## What the tables hold

        {{^hasTables}}
        No table was looked at.

        {{/hasTables}}
        {{#tables}}
        ### {{dataset}}: {{rows}}

        {{{table}}}

        {{/tables}}
        ## Environment

        | Fact | Value |
        | --- | --- |
        {{#environment}}
        | {{label}} | {{{value}}} |
        {{/environment}}
        """
}
