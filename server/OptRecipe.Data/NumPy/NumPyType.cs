using System.Globalization;

namespace OptRecipe.Data.NumPy;

/// <summary>The type of an array's elements in NumPy's letters: <c>f</c> float, <c>i</c> and <c>u</c> integers, <c>b</c> bool, <c>c</c> complex, <c>U</c> fixed-width UTF-32.</summary>
/// <param name="Width">Bytes of an element, for <c>U</c> its characters.</param>
public readonly record struct NumPyType(char Letter, int Width)
{
    /// <summary>Longer fixed-width strings are no strings that anyone stores.</summary>
    private const int MostCharacters = 1 << 24;

    /// <summary>Types of numbers with their names in messages, those of the file format where it has the type.</summary>
    private static readonly Dictionary<NumPyType, string> Names = new()
    {
        [new('b', 1)] = "BOOL",
        [new('i', 1)] = "INT8", [new('i', 2)] = "INT16", [new('i', 4)] = "INT32", [new('i', 8)] = "INT64",
        [new('u', 1)] = "UINT8", [new('u', 2)] = "UINT16", [new('u', 4)] = "UINT32", [new('u', 8)] = "UINT64",
        [new('f', 2)] = "FLOAT16", [new('f', 4)] = "FLOAT32", [new('f', 8)] = "FLOAT64",
        [new('c', 8)] = "COMPLEX64", [new('c', 16)] = "COMPLEX128",
    };

    public bool IsText => Letter == 'U';
    public int ElementBytes => IsText ? Width * 4 : Width;
    /// <summary>For messages: <c>FLOAT32</c>; text is <c>STRING</c>.</summary>
    public string Name => IsText ? "STRING" : Names.GetValueOrDefault(this, ToString());
    /// <summary>As a header writes it: byte order, letter, width.</summary>
    public string Description => $"{(Width == 1 && !IsText ? '|' : '<')}{this}";

    /// <summary>Without the byte order: <c>f4</c>.</summary>
    public override string ToString() => $"{Letter}{Width}";

    /// <summary>Reads a header's description.</summary>
    /// <exception cref="NumPyFormatException">Big-endian numbers, objects, dates and other types that are not read.</exception>
    public static NumPyType Parse(string description)
    {
        if (description.Length >= 3 && description[0] is '<' or '|' && int.TryParse(description.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var width))
        {
            var type = new NumPyType(description[1], width);
            if (Names.ContainsKey(type) || type.IsText && width is > 0 and <= MostCharacters) return type;
        }
        throw new NumPyFormatException(description.StartsWith('>')
            ? $"the array is big-endian (`{description}`); only little-endian arrays are read"
            : $"the array's type is `{description}`; numbers, bool and fixed-width Unicode strings are read");
    }
}
