/// What the JUnit report says and in which order.
///
/// `{{name}}` is a value, escaped for XML; a name that starts with a dot is looked up in the nearest object only.
enum JUnitTemplate {
    /// The whole template.
    static let text = """
        {{% CONTENT_TYPE:XML}}
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="{{name}}" tests="{{tests}}" failures="{{failures}}" errors="{{errors}}" skipped="{{skipped}}" \
        time="{{time}}">
        {{#suites}}
          <testsuite name="{{name}}" tests="{{tests}}" failures="{{failures}}" errors="{{errors}}" \
        skipped="{{skipped}}" time="{{time}}" timestamp="{{timestamp}}">
        {{#cases}}
            <testcase name="{{name}}" classname="{{place}}" file="{{.file}}" line="{{.line}}" time="{{time}}">
        {{#.failure}}
              <failure type="{{type}}" message="{{message}}">{{text}}</failure>
        {{/.failure}}
        {{#.error}}
              <error type="{{type}}" message="{{message}}">{{text}}</error>
        {{/.error}}
        {{#.skipped}}
              <skipped message="{{message}}"/>
        {{/.skipped}}
        {{#.output}}
              <system-out>{{.}}</system-out>
        {{/.output}}
            </testcase>
        {{/cases}}
          </testsuite>
        {{/suites}}
        </testsuites>

        """
}
