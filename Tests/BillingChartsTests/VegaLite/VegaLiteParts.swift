/// What the published schema of Vega-Lite 5 allows of the parts that specifications are made of, told anew and more strictly: of
/// what else it allows nothing is used, and no expression.
enum VegaLiteParts {
    static let schema = ##"""
        {
          "allOf": [{"$ref": "#/definitions/view"}],
          "required": ["$schema", "description", "title"],
          "properties": {"$schema": {"const": "https://vega.github.io/schema/vega-lite/v5.json"}},
          "definitions": {
            "view": {
              "type": "object",
              "anyOf": [
                {"required": ["vconcat"], "not": {"required": ["layer"]}},
                {"required": ["layer"], "not": {"required": ["mark"]}},
                {"required": ["mark", "data", "encoding"]}
              ],
              "additionalProperties": false,
              "properties": {
                "$schema": {"type": "string"}, "description": {"type": "string", "minLength": 1},
                "title": {"$ref": "#/definitions/title"},
                "width": {"const": "container"}, "height": {"type": "number"},
                "datasets": {"additionalProperties": {"type": "array", "items": {"$ref": "#/definitions/row"}}},
                "data": {"$ref": "#/definitions/data"},
                "transform": {"type": "array", "items": {"$ref": "#/definitions/transform"}},
                "resolve": {
                  "additionalProperties": false, "required": ["scale"],
                  "properties": {"scale": {"additionalProperties": {"const": "independent"},
                                           "properties": {"y": {}, "color": {}}}}
                },
                "vconcat": {"type": "array", "minItems": 2, "items": {"$ref": "#/definitions/view"}},
                "layer": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/view"}},
                "mark": {"$ref": "#/definitions/mark"}, "encoding": {"$ref": "#/definitions/encoding"}
              }
            },
            "title": {
              "required": ["text"], "additionalProperties": false,
              "properties": {"anchor": {"enum": ["start", "middle", "end"]}, "text": {"type": "string"},
                             "subtitle": {"type": "array", "items": {"type": "string"}}}
            },
            "row": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
            "data": {
              "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
              "properties": {"name": {"type": "string"},
                             "values": {"type": "array", "items": {"$ref": "#/definitions/row"}}}
            },
            "transform": {
              "anyOf": [
                {"required": ["lookup", "from"], "additionalProperties": false,
                 "properties": {
                   "lookup": {"type": "string"},
                   "from": {"required": ["data", "key", "fields"], "additionalProperties": false,
                            "properties": {"data": {"$ref": "#/definitions/data"}, "key": {"type": "string"},
                                           "fields": {"type": "array", "items": {"type": "string"}}}}}},
                {"required": ["stack", "groupby", "as"], "additionalProperties": false,
                 "properties": {
                   "stack": {"type": "string"}, "groupby": {"type": "array", "items": {"type": "string"}},
                   "as": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string"}},
                   "sort": {"type": "array", "items": {
                     "required": ["field"], "additionalProperties": false,
                     "properties": {"field": {"type": "string"}, "order": {"enum": ["ascending", "descending"]}}}}}},
                {"required": ["filter"], "additionalProperties": false,
                 "properties": {"filter": {"$ref": "#/definitions/predicate"}}}
              ]
            },
            "predicate": {
              "anyOf": [
                {"required": ["not"], "additionalProperties": false,
                 "properties": {"not": {"$ref": "#/definitions/predicate"}}},
                {"type": "object", "required": ["field"], "minProperties": 2, "maxProperties": 2,
                 "additionalProperties": false,
                 "properties": {"field": {"type": "string"}, "equal": {"type": ["string", "number", "boolean"]},
                                "oneOf": {"type": "array", "items": {"type": "number"}},
                                "valid": {"type": "boolean"}}}
              ]
            },
            "mark": {
              "required": ["type"], "additionalProperties": false,
              "properties": {
                "type": {"enum": ["area", "line", "point", "rect", "rule", "text"]},
                "align": {"enum": ["left", "center", "right"]}, "aria": {"type": "boolean"},
                "color": {"type": "string"}, "fillOpacity": {"const": 0}, "filled": {"type": "boolean"},
                "opacity": {"type": "number", "minimum": 0, "maximum": 1},
                "point": {"additionalProperties": false,
                          "properties": {"filled": {"type": "boolean"}, "size": {"type": "number"}}},
                "shape": {"enum": ["diamond", "triangle-down"]}, "size": {"type": "number", "minimum": 0},
                "stroke": {"type": "string"}, "strokeDash": {"type": "array", "items": {"type": "number"}},
                "x2Offset": {"type": "number"}, "yOffset": {"type": "number"}
              }
            },
            "encoding": {
              "type": "object", "minProperties": 1, "additionalProperties": false,
              "properties": {
                "x": {"$ref": "#/definitions/position"}, "y": {"$ref": "#/definitions/position"},
                "x2": {"$ref": "#/definitions/end"}, "y2": {"$ref": "#/definitions/end"},
                "color": {"$ref": "#/definitions/channel"}, "opacity": {"$ref": "#/definitions/channel"},
                "fillOpacity": {"$ref": "#/definitions/channel"},
                "detail": {"required": ["field", "type"], "additionalProperties": false,
                           "properties": {"field": {"type": "string"}, "type": {"const": "nominal"}}},
                "text": {"$ref": "#/definitions/constant"},
                "tooltip": {"type": "array", "items": {
                  "required": ["field", "title", "type"], "additionalProperties": false,
                  "properties": {"field": {"type": "string"}, "title": {"type": "string"},
                                 "format": {"const": ",.0f"}, "type": {"enum": ["nominal", "quantitative"]}}}}
              }
            },
            "constant": {"required": ["value"], "additionalProperties": false,
                         "properties": {"value": {"type": ["number", "string"]}}},
            "end": {"required": ["field"], "additionalProperties": false,
                    "properties": {"field": {"type": "string"}}},
            "position": {
              "anyOf": [
                {"$ref": "#/definitions/constant"},
                {"required": ["field", "type"], "additionalProperties": false,
                 "properties": {
                   "field": {"type": "string"}, "title": {"type": "string"},
                   "type": {"enum": ["quantitative", "temporal"]},
                   "scale": {"additionalProperties": false,
                     "$comment": "A domain here would become an expression, which interpreters read differently.",
                     "properties": {"nice": {"type": "boolean"}, "type": {"const": "utc"},
                                    "zero": {"type": "boolean"}}},
                   "axis": {"additionalProperties": false,
                     "properties": {
                       "format": {"enum": ["~s"]}, "grid": {"type": "boolean"}, "labelOverlap": {"type": "boolean"},
                       "orient": {"enum": ["left", "right"]}, "title": {"type": ["string", "null"]},
                       "titleLimit": {"type": "number"}, "tickMinStep": {"type": "number"},
                       "tickCount": {"required": ["interval", "step"], "additionalProperties": false,
                         "properties": {"interval": {"enum": ["day", "month"]}, "step": {"type": "number"}}}}}}}
              ]
            },
            "scale": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "domain": {"type": "array", "minItems": 1, "items": {"type": ["number", "string"]}},
                "range": {"type": "array", "items": {"type": "number"}}, "type": {"const": "ordinal"}
              }
            },
            "channel": {
              "required": ["field", "type"], "additionalProperties": false,
              "properties": {
                "field": {"type": "string"}, "title": {"type": "string"},
                "type": {"enum": ["nominal", "ordinal"]}, "scale": {"$ref": "#/definitions/scale"},
                "legend": {"anyOf": [{"type": "null"}, {
                  "type": "object", "additionalProperties": false,
                  "properties": {
                    "columns": {"type": "number"}, "labelLimit": {"type": "number"}, "orient": {"const": "bottom"},
                    "symbolLimit": {"type": "number"}, "symbolOpacity": {"type": "number"},
                    "symbolStrokeWidth": {"type": "number"}, "symbolType": {"enum": ["square", "stroke"]},
                    "title": {"type": "null"}}}]}
              }
            }
          }
        }
        """##
}
