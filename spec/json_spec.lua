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
      {"a truncated object", '{"a": [1, 2', "text:1:12: ',' or ']' expected, but the text"},
      {"nothing", "", "text:1:1: a value expected, but the text ends here"},
      {"two values", '{"a": 1} {"b": 2}', "text:1:10: the end of the text expected"},
      {"a trailing comma", '{"a": 1,}', "text:1:9: the name of a member in quotes expected"},
      {"a duplicate member", '{"a": 1, "a": 2}', 'text:1:10: the member "a" is there twice'},
      {"invalid UTF-8", '{"é": "\xff"}', "text:1:8: the byte 0xff is not valid UTF-8"},
      {"an overlong UTF-8 form", '{"a": "\xc0\xaf"}', "the byte 0xc0 is not valid UTF-8"},
      {"half a surrogate pair", '{"a": "\\ud800"}', "half of a surrogate pair"},
      {"a surrogate in UTF-8", '"\xed\xa0\x80"', "the byte 0xed is not valid UTF-8"},
      {"a code point beyond Unicode", '"\xf4\x90\x80\x80"', "the byte 0xf4 is not valid UTF-8"},
      {"a zero character", '{"a": "\\u0000"}', "the zero character \\u0000 is not allowed"},
      {"a zero byte", "[1, \0]", "text:1:5: a value expected, but here is the byte 0x00"},
      {"an escape that is none", '"\\x41"', "text:1:2: this is no escape of JSON"},
      {"a string without end", '{"a": "bc', "text:1:7: this string does not end"},
      {"a string that ends in an escape", '"a\\', "text:1:1: this string does not end"},
      {"half an escape", '"\\u12"', "\\u needs four hexadecimal digits"},
      {"a leading zero", "[012]", "text:1:2: a number expected"},
      {"a lonely minus", "[-]", "text:1:2: a number expected"},
      {"a lonely point", "[1.]", "text:1:2: a number expected"},
      {"an empty exponent", "[1e+]", "text:1:2: a number expected"},
      {"a number without end", "[" .. ("1"):rep(600) .. "]", "has more than 512 digits"},
      {"a control character", '{"a": "x\1y"}', "the control character 0x01 has to be escaped"},
      {"a line break in a string", '{"a": "x\ny"}', "the control character 0x0a has to be escaped"},
      {"a number too large", "[1e999]", "text:1:2: this number is too large"},
      {"an integer too large", "[12345678901234567890]", "this whole number is too large"},
      {"NaN", "[NaN]", "a value expected, but here is 'NaN'"},
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

    it("resolves escapes", function()
      assert.equal('"\\/\b\f\n\r\t', json.decode([["\"\\\/\b\f\n\r\t"]]))
      assert.equal("Aé↓😀", json.decode([["\u0041\u00e9\u2193\ud83d\ude00"]]))
      assert.same({["a\tb"] = 1}, json.decode([[{"a\tb": 1}]]))
      local _, message = json.decode([[{"a\tb": 1, "a\u0009b": 2}]])
      assert.matches('"a\tb" is there twice', message, 1, true)
    end)

    it("reads numbers to the last bit", function()
      assert.equal(0.1, json.decode("0.1"))
      assert.equal(2.2250738585072014e-308, json.decode("2.2250738585072014e-308"))
      assert.equal(5e-324, json.decode("5e-324"))
      assert.equal(math.maxinteger, json.decode("9223372036854775807"))
      assert.equal(math.mininteger, json.decode("-9223372036854775808"))
      assert.is_nil(json.decode("9223372036854775808"))
      assert.equal(-1e3, json.decode("-1E+3"))
    end)

    it("names the line and the column", function()
      local _, message = json.decode('{\n "a": 1,\n "b": tru\n}')
      assert.matches("text:3:7: a value expected, but here is 'tru'", message, 1, true)
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
    local deep = {}
    for _ = 1, 70 do deep = {["ü1234567"] = deep} end
    -- what, value, part of the message
    local wrong = {
      {"a function", {a = {b = {print}}}, "field a.b[1]: a function cannot be written as JSON"},
      {"a coroutine", {coroutine.create(print)}, "field [1]: a coroutine"},
      {"a userdata", {a = io.stdout}, "field a: a userdata"},
      {"NaN", {a = 0 / 0}, "field a: NaN or infinity"},
      {"infinity", {a = {1, -math.huge}}, "field a[2]: NaN or infinity"},
      {"a cycle", cycle, "nested too deep (a cycle?)"},
      {"deep lists, by a path that was cut", deep,
        "field " .. ("ü1234567."):rep(24):sub(1, 240) .. "…: nested too deep (a cycle?) cannot"},
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
