import Testing

@Suite struct JSONSchemaTests {
    @Test(arguments: [
        (#"{"type":"string"}"#, [#""a""#], ["1", "null", "[]"]),
        (#"{"type":"integer"}"#, ["1", "-2", "3.0"], ["1.5", "true", #""1""#]),
        (#"{"type":["null","boolean"]}"#, ["null", "true"], ["0", "{}"]),
        (#"{"enum":["a",1,null]}"#, [#""a""#, "1", "null"], [#""b""#, "2", "false"]),
        (#"{"const":{"a":[1]}}"#, [#"{"a":[1]}"#], [#"{"a":[2]}"#, #"{"a":[1],"b":1}"#]),
        (#"{"anyOf":[{"type":"number"},{"const":"a"}]}"#, ["1", #""a""#], [#""b""#]),
        (#"{"oneOf":[{"type":"number"},{"minimum":3}]}"#, ["1", #""a""#], ["4"]),
        (#"{"allOf":[{"minimum":1},{"maximum":3}]}"#, ["1", "3"], ["0", "4"]),
        (#"{"not":{"type":"null"}}"#, ["1"], ["null"]),
        (
            #"{"properties":{"a":{"type":"number"}},"required":["a"],"additionalProperties":false}"#,
            [#"{"a":1}"#, "7"], ["{}", #"{"a":"x"}"#, #"{"a":1,"b":2}"#]
        ),
        (#"{"additionalProperties":{"type":"number"}}"#, ["{}", #"{"x":1}"#], [#"{"x":"1"}"#]),
        (#"{"minProperties":1,"maxProperties":2}"#, [#"{"a":1}"#], ["{}", #"{"a":1,"b":1,"c":1}"#]),
        (#"{"items":{"type":"number"},"minItems":1,"maxItems":2}"#, ["[1]"], ["[]", "[1,2,3]", #"["a"]"#]),
        (
            #"{"items":[{"const":1},{"const":2}],"uniqueItems":true}"#, ["[1,2]", "[1]"],
            ["[2,1]", "[1,2,2]"]
        ),
        (#"{"exclusiveMinimum":0,"exclusiveMaximum":1}"#, ["0.5"], ["0", "1"]),
        (
            #"{"minLength":1,"maxLength":2,"pattern":"^a"}"#, [#""ab""#, #""a👍""#],
            [#""""#, #""abc""#, #""b""#]
        ),
        (
            ##"{"$ref":"#/definitions/a~1b","definitions":{"a/b":{"items":{"$ref":"#"},"type":"array"}}}"##,
            ["[]", "[[],[[]]]"], ["1", "[1]", "[[1]]"]
        ),
        (##"{"$ref":"#/definitions/none"}"##, [], ["1"]), (#"{"if":{}}"#, [], ["1"]), ("false", [], ["1"]),
        ("true", ["1"], []),
    ])
    func `a rule holds or does not`(json: String, valid: [String], invalid: [String]) throws {
        let schema = try JSONSchema(json)
        for value in valid { #expect(schema.violations(of: try JSONValue(value)) == [], "\(json) \(value)") }
        for value in invalid {
            #expect(schema.violations(of: try JSONValue(value)) != [], "\(json) \(value)")
        }
    }

    @Test func `of alternatives the nearest is told`() throws {
        let schema = try JSONSchema(
            #"""
            {"anyOf":[{"type":"string"},
            {"properties":{"a":{"properties":{"b":{"type":"null"}}}},"type":"object"}]}
            """#)
        let found = schema.violations(of: try JSONValue(#"{"a":{"b":1}}"#))
        #expect(found.map(\.description) == [#"/a/b: not of type ["null"]"#])
    }
}
