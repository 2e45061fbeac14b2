using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>Reads one value at the current place of <paramref name="input"/> and leaves the input behind it.</summary>
public delegate T JsonRead<out T>(ref JsonInput input);

/// <summary>Reads protocol types from UTF-8 JSON without reflection: unknown members are skipped, the last of two equal members wins,
/// a wrong shape throws <see cref="InvalidParamsException"/> with the path of the member. The text must be valid UTF-8.</summary>
public ref struct JsonInput
{
    public const int MaxDepth = 256;
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private ReadOnlySpan<byte> _member;

    private JsonInput(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        _reader.Read();
    }

    /// <summary>Reads a whole value; absent (empty) text reads as an empty object.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonRead<T> read)
    {
        var input = new JsonInput(json.IsEmpty ? "{}"u8 : json);
        return read(ref input);
    }

    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;
    public readonly bool IsString => _reader.TokenType == JsonTokenType.String;
    public readonly bool IsObject => _reader.TokenType == JsonTokenType.StartObject;
    public readonly bool IsArray => _reader.TokenType == JsonTokenType.StartArray;
    public readonly bool IsFlag => _reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    public readonly bool IsTrue => _reader.TokenType == JsonTokenType.True;

    /// <summary>Steps into an object; call <see cref="Member"/> until it says false.</summary>
    public readonly void Object()
    {
        if (!IsObject) throw Wrong("an object");
    }

    /// <summary>Steps into an object when there is one; another value is skipped and false returned.</summary>
    public bool TryObject()
    {
        if (IsObject) return true;
        Skip();
        return false;
    }

    /// <summary>Goes to the next member's value; false behind the last one.</summary>
    public bool Member()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject) return false;
        _member = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonText.Read(ref _reader)) : _reader.ValueSpan;
        _reader.Read();
        return true;
    }

    /// <summary>Whether the member whose value comes next has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => _member.SequenceEqual(name);

    /// <summary>The name of the member whose value comes next.</summary>
    public readonly string MemberName => Encoding.UTF8.GetString(_member);

    public readonly void Array()
    {
        if (!IsArray) throw Wrong("an array");
    }

    /// <summary>Goes to the next element; false behind the last one.</summary>
    public bool Element()
    {
        _reader.Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    public ImmutableArray<T> List<T>(JsonRead<T> read)
    {
        Array();
        var list = ImmutableArray.CreateBuilder<T>();
        while (Element()) list.Add(read(ref this));
        return list.DrainToImmutable();
    }

    public string Text() => IsString ? JsonText.Read(ref _reader) : throw Wrong("a string");

    /// <summary>The string, or null for any other value.</summary>
    public string? TextOrNull()
    {
        if (IsString) return JsonText.Read(ref _reader);
        Skip();
        return null;
    }

    public bool Flag()
    {
        if (!IsFlag) throw Wrong("true or false");
        return IsTrue;
    }

    /// <summary>True for <c>true</c>, false for any other value: how capabilities are read.</summary>
    public bool FlagOrFalse()
    {
        var value = IsTrue;
        Skip();
        return value;
    }

    /// <summary>LSP's uinteger: <c>1.0</c> is 1, a negative number is 0, beyond 2³¹ − 1 is refused.</summary>
    public readonly int Unsigned() => (int)Math.Max(0, Integer());

    /// <summary>LSP's integer.</summary>
    public readonly int Integer()
    {
        if (_reader.TokenType != JsonTokenType.Number) throw Wrong("an integer");
        if (!_reader.TryGetInt64(out var value))
        {
            if (!_reader.TryGetDouble(out var real) || real != Math.Floor(real) || Math.Abs(real) > 1e15) throw Wrong("an integer");
            value = (long)real;
        }
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Wrong("an integer of 32 bits");
    }

    public int? IntegerOrNull()
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var value) && value is >= int.MinValue and <= int.MaxValue) return (int)value;
        Skip();
        return null;
    }

    public void Skip() => _reader.Skip();

    /// <summary>The value's own bytes, which must be copied to be kept.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _json[start..(int)_reader.BytesConsumed];
    }

    /// <summary>For an object that has ended without a member it needs.</summary>
    public readonly InvalidParamsException Missing(string member) => new(JsonPath.Join(JsonPath.At(_json, _reader.TokenStartIndex), member), "a value", "nothing");

    public readonly InvalidParamsException Wrong(string expected) => new(JsonPath.At(_json, _reader.TokenStartIndex), expected, Describe());

    private readonly string Describe() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => _reader.ValueSpan.Length <= 32 ? $"the number {Encoding.UTF8.GetString(_reader.ValueSpan)}" : "a long number",
        JsonTokenType.Null => "null",
        _ => Encoding.UTF8.GetString(_reader.ValueSpan),
    };
}
