using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace OptRecipe.TFLite.Dumping;

/// <summary>One line of a dump: a word, its keys with values, the lines below it. Reading takes keys; whoever is done says so (<see cref="Close"/>), and what is left is an error.</summary>
internal sealed class DumpNode(string name, int line)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];
    private int _taken;

    public string Name => name;
    public int Line => line;
    public List<DumpNode> Children { get; } = [];
    /// <summary>The bytes of the lines below that begin with a bar; null when the node holds no data.</summary>
    public MemoryStream? Data { get; set; }
    public IEnumerable<(string Key, string Value)> Values => _keys.Select(key => (key, _values[key]));

    public DumpNode Add(string key, string? value)
    {
        if (value is null) return this;
        if (!_values.TryAdd(key, value)) throw Error($"`{key}` stands twice");
        _keys.Add(key);
        return this;
    }

    public DumpNode Add<T>(string key, T value, T otherwise) where T : struct => value.Equals(otherwise) ? this : Add(key, DumpValue.Of(value));
    public DumpNode AddAlways<T>(string key, T value) where T : struct => Add(key, DumpValue.Of(value));
    public DumpNode AddList<T>(string key, ImmutableArray<T> values) where T : struct => values.IsDefault ? this : Add(key, $"[{string.Join(',', values.Select(value => DumpValue.Of(value)))}]");

    public string? Take(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        _taken++;
        return value;
    }

    public string? Text(string key) => Take(key) is { } value ? DumpValue.Unquote(value) ?? throw Error($"`{key}` is {value}, a text in quotes is expected") : null;
    public long Int64(string key, long otherwise = 0) => Take(key) is { } value ? Number(key, value) : otherwise;
    public int Int32(string key, int otherwise = 0) => Take(key) is { } value ? Small(key, value) : otherwise;
    public uint UInt32(string key) => Int64(key) is >= 0 and <= uint.MaxValue and var value ? (uint)value : throw Error($"`{key}` does not fit in 32 bits");
    public byte Byte(string key) => Int64(key) is >= 0 and <= byte.MaxValue and var value ? (byte)value : throw Error($"`{key}` does not fit in 8 bits");
    /// <summary>Bytes as hexadecimal; none when the key is missing.</summary>
    public ImmutableArray<byte> Hex(string key)
    {
        var value = Take(key) ?? "";
        return value.Length % 2 == 0 && value.AsSpan().IndexOfAnyExcept(HexDigits) < 0 ? [.. Convert.FromHexString(value)] : throw Error($"`{key}` is {value}, pairs of hexadecimal digits are expected");
    }
    public bool Bool(string key) => Take(key) is { } value && (bool.TryParse(value, out var flag) ? flag : throw Error($"`{key}` is {value}, true or false is expected"));
    public ImmutableArray<int> Int32s(string key) => List(key, value => Small(key, value));
    public ImmutableArray<long> Int64s(string key) => List(key, value => Number(key, value));
    public ImmutableArray<float> Singles(string key) => List(key, value => DumpValue.TryFloat(value, out var number) ? number : throw Error($"`{key}` holds {value}, a number is expected"));
    public ImmutableArray<bool> Bools(string key) => List(key, value => value == "true" || (value == "false" ? false : throw Error($"`{key}` holds {value}, true or false is expected")));

    public ByteRange Bytes() => Data is { } data ? ByteRange.Of(data.ToArray()) : default;

    /// <summary>Says that all keys have been taken and that children have only these names.</summary>
    public void Close(params ReadOnlySpan<string> children)
    {
        if (_taken < _values.Count) throw Error($"`{name}` has keys that nobody knows: {string.Join(", ", _keys)}");
        foreach (var child in Children)
            if (!children.Contains(child.Name)) throw child.Error($"`{child.Name}` cannot stand below `{name}`");
    }

    public FormatException Error(string message) => new($"line {line}: {message}");

    public long Number(string key, string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Error($"`{key}` is {value}, a whole number is expected");

    private int Small(string key, string value) => Number(key, value) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Error($"`{key}` is {value}, which does not fit in 32 bits");

    private ImmutableArray<T> List<T>(string key, Func<string, T> parse)
    {
        if (Take(key) is not { } value) return default;
        if (value.Length < 2 || value[0] != '[' || value[^1] != ']') throw Error($"`{key}` is {value}, a list in brackets is expected");
        return value.Length == 2 ? [] : [.. value[1..^1].Split(',').Select(parse)];
    }
}
