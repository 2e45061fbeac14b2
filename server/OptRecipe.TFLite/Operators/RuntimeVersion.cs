namespace OptRecipe.TFLite.Operators;

/// <summary>A release of TensorFlow Lite or LiteRT: <c>2.9.0</c>. LiteRT counts on where TensorFlow stopped.</summary>
public readonly record struct RuntimeVersion(int Major, int Minor, int Patch) : IComparable<RuntimeVersion>
{
    /// <summary>Two or three numbers with points between them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RuntimeVersion version)
    {
        Span<int> numbers = [0, 0, 0];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            if (count == 3 || !int.TryParse(text[range], System.Globalization.NumberStyles.None, null, out numbers[count])) return Fail(out version);
            count++;
        }
        if (count < 2) return Fail(out version);
        version = new(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    public int CompareTo(RuntimeVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
    public override string ToString() => $"{Major}.{Minor}.{Patch}";
    public static bool operator <(RuntimeVersion left, RuntimeVersion right) => left.CompareTo(right) < 0;
    public static bool operator >(RuntimeVersion left, RuntimeVersion right) => left.CompareTo(right) > 0;
    public static bool operator <=(RuntimeVersion left, RuntimeVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >=(RuntimeVersion left, RuntimeVersion right) => left.CompareTo(right) >= 0;

    private static bool Fail(out RuntimeVersion version)
    {
        version = default;
        return false;
    }
}
