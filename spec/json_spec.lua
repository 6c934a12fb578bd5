local json = require("hepar.core").json

describe("JSON", function()
  describe("decode", function()
    it("keeps integers and reals apart, and drops null members", function()
      local value = json.decode('{"a": 1, "b": 1.0, "c": null, "d": [1, 2.5], "e": {"f": true}}')
      assert.equal("integer", math.type(value.a))
      assert.equal("float", math.type(value.b))
      assert.is_nil(value.c)
      assert.same({1, 2.5}, value.d)
      assert.is_true(value.e.f)
    end)

    it("keeps the places of a list with null in it", function()
      local value = json.decode("[1, null, 3]")
      assert.equal(3, #value)
      assert.equal(json.null, value[2])
    end)

    it("takes a byte-order mark and any value at the top", function()
      assert.equal(3, json.decode("\239\187\1913"))
      assert.equal("x", json.decode('"x"'))
      assert.is_false(json.decode("false"))
      assert.equal(json.null, json.decode("null"))
    end)

    -- what, input, part of the message
    local wrong = {
      {"a truncated object", '{"a": [1, 2', "text:1:11: ']' expected near end of file"},
      {"nothing", "", "text:1:1: "},
      {"two values", '{"a": 1} {"b": 2}', "end of file expected near '{'"},
      {"a trailing comma", '{"a": 1,}', "text:1:9: string or '}' expected"},
      {"a duplicate member", '{"a": 1, "a": 2}', 'duplicate object key near \'"a"\''},
      {"invalid UTF-8", '{"a": "\xff"}', "unable to decode byte 0xff"},
      {"an overlong UTF-8 form", '{"a": "\xc0\xaf"}', "unable to decode byte 0xc0"},
      {"half a surrogate pair", '{"a": "\\ud800"}', "invalid Unicode"},
      {"a zero byte", '{"a": "\\u0000"}', "\\u0000"},
      {"a control character", '{"a": "x\1y"}', "control character 0x1"},
      {"a line break in a string", '{"a": "x\ny"}', "unexpected newline"},
      {"a number too large", "[1e999]", "real number overflow"},
      {"an integer too large", "[123456789012345678901234567890]", "too big integer"},
      {"NaN", "[NaN]", "invalid token near 'NaN'"},
      {"single quotes", "{'a': 1}", "text:1:"},
    }
    for _, row in ipairs(wrong) do
      it("refuses " .. row[1], function()
        local value, message, code = json.decode(row[2])
        assert.is_nil(value)
        assert.equal("format", code)
        assert.matches(row[3], message, 1, true)
      end)
    end

    it("names the line and the column", function()
      local _, message = json.decode('{\n "a": 1,\n "b": tru\n}')
      assert.matches("text:3:9: invalid token near 'tru'", message, 1, true)
    end)

    it("goes down 64 levels and no further", function()
      assert.is_table(json.decode(("["):rep(64) .. ("]"):rep(64)))
      local value, message = json.decode("\n" .. ("["):rep(65) .. ("]"):rep(65))
      assert.is_nil(value)
      assert.matches("text:2:65: nested deeper than 64 levels", message, 1, true)
      assert.is_nil(json.decode(("["):rep(1000000)))
      assert.equal('[[[', json.decode('"' .. ("["):rep(100) .. '"'):sub(1, 3))
    end)

    it("reads files, and says which one is missing", function()
      local value, message, code = json.decode_file("/nowhere/x.json")
      assert.is_nil(value)
      assert.equal("not_found", code)
      assert.matches("/nowhere/x.json: no such file", message, 1, true)
      assert.equal("io", select(3, json.decode_file("/")))
    end)
  end)

  describe("encode", function()
    it("sorts members and spells numbers in one way", function()
      assert.equal('{"a":1,"b":[1,2.5,1e+300],"c":"x"}',
        json.encode{c = "x", b = {1.0, 2.5, 1e300}, a = 1})
      -- shortest of 15, 16, 17 digits that reads back
      assert.equal("0.1", json.encode(0.1))
      assert.equal("0.30000000000000004", json.encode(0.1 + 0.2))
      assert.equal("0.3333333333333333", json.encode(1 / 3))
      assert.equal("9007199254740992", json.encode(2.0 ^ 53))
      assert.equal("18014398509481984", json.encode(2.0 ^ 54))
      assert.equal("-9223372036854775808", json.encode(math.mininteger))
      assert.equal("0", json.encode(-0.0))
    end)

    it("prints lists of scalars on one line", function()
      assert.equal('{\n "a": [1, 2],\n "b": [\n  {\n   "c": []\n  }\n ],\n "d": {}\n}\n',
        json.encode({a = {1, 2}, b = {{c = json.array()}}, d = {}}, {pretty = true}))
    end)

    it("escapes what JSON demands and nothing else", function()
      assert.equal('"\\"\\\\/\\b\\f\\n\\r\\t\\u0001é↓"', json.encode('"\\/\b\f\n\r\t\1é↓'))
    end)

    it("tells empty lists and objects apart", function()
      assert.equal("{}", json.encode{})
      assert.equal("[]", json.encode(json.array{}))
      assert.equal('{"a":[],"b":{}}', json.encode(json.decode('{"b": {}, "a": []}')))
    end)

    it("gives back what decode read", function()
      local text = '{"a":[1,null,"x",{"b":[]}],"c":-1.5,"d":true}'
      assert.equal(text, json.encode(json.decode(text)))
    end)

    local cycle = {}
    cycle.a = {b = cycle}
    -- what, value, part of the message
    local wrong = {
      {"a function", {a = {b = {print}}}, "field a.b[1]: a function cannot be written as JSON"},
      {"a coroutine", {coroutine.create(print)}, "field [1]: a coroutine"},
      {"a userdata", {a = io.stdout}, "field a: a userdata"},
      {"NaN", {a = 0 / 0}, "field a: NaN or infinity"},
      {"infinity", {a = {1, -math.huge}}, "field a[2]: NaN or infinity"},
      {"a cycle", cycle, "nested too deep (a cycle?)"},
      {"a list with holes", {a = {1, nil, 3, x = 1}}, "field a: a table that is neither a list"},
      {"a boolean key", {[true] = 1}, "a table that is neither a list nor an object"},
      {"invalid UTF-8", {a = "\xff"}, "field a: a string that is not UTF-8"},
      {"a zero byte", {a = "x\0y"}, "field a: a string with a zero byte"},
    }
    for _, row in ipairs(wrong) do
      it("refuses " .. row[1], function()
        assert.error_matches(function() json.encode(row[2]) end, row[3], 1, true)
      end)
    end

    it("refuses options it does not know", function()
      assert.error_matches(function() json.encode({}, {prety = true}) end,
        'option "prety" is not known (did you mean "pretty"?)', 1, true)
      assert.error_matches(function() json.encode() end, "value expected")
    end)
  end)
end)
