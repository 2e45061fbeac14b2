using System.Collections.Immutable;

namespace OptRecipe.Targets;

/// <summary>Whose numbers a runtime version counts in: TensorFlow Lite's are TensorFlow's (2.9 is of 2022), LiteRT's began again at 1.0 in 2024.</summary>
public enum RuntimeFamily { TFLite, LiteRT }

/// <summary>A release of the interpreter, written <c>tflite-2.9</c> or <c>litert-2.3</c>. Ordered by what it can load, across both families.</summary>
public readonly record struct Runtime(RuntimeFamily Family, int Major, int Minor, int Patch = 0) : IComparable<Runtime>
{
    /// <summary>The release that the facts about today's runtime were read from and judged by.</summary>
    public static Runtime Newest { get; } = new(RuntimeFamily.LiteRT, 2, 3);

    /// <summary>The TensorFlow release, major and minor, whose operator versions this runtime knows at least; operator version tables count in those.</summary>
    /// <remarks>TensorFlow Lite: its own number. LiteRT 1.x left TensorFlow's tree after 2.17, LiteRT 2.0 after 2.20; 2.3 and newer know everything the tables know.
    /// For the releases between the lower bound is taken, so that an answer "loads" is never wrong.</remarks>
    public (int Major, int Minor) Release => Family switch
    {
        RuntimeFamily.TFLite => (Major, Minor),
        _ when Major < 2 => (2, 17),
        _ when Major == 2 && Minor < 3 => (2, 20),
        _ => (int.MaxValue, 0),
    };

    public int CompareTo(Runtime other)
    {
        var byRelease = Release.CompareTo(other.Release);
        return byRelease != 0 ? byRelease : (Family, Major, Minor, Patch).CompareTo((other.Family, other.Major, other.Minor, other.Patch));
    }

    public static bool operator <(Runtime left, Runtime right) => left.CompareTo(right) < 0;
    public static bool operator >(Runtime left, Runtime right) => left.CompareTo(right) > 0;
    public static bool operator <=(Runtime left, Runtime right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Runtime left, Runtime right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{(Family == RuntimeFamily.TFLite ? "tflite" : "litert")}-{Major}.{Minor}{(Patch == 0 ? "" : $".{Patch}")}";

    /// <summary>Reads the text as written, so that <c>tflite-2.10</c> is never 2.1. A bare number is refused, with both readings as suggestions.</summary>
    public static bool TryParse(string text, out Runtime runtime, out OptionProblem? problem)
    {
        runtime = default;
        var numbers = text;
        RuntimeFamily? family = null;
        if (text.StartsWith("tflite-", StringComparison.Ordinal)) (family, numbers) = (RuntimeFamily.TFLite, text[7..]);
        else if (text.StartsWith("litert-", StringComparison.Ordinal)) (family, numbers) = (RuntimeFamily.LiteRT, text[7..]);
        var parts = numbers.Split('.');
        Span<int> values = stackalloc int[3];
        var isNumber = parts.Length is 2 or 3;
        for (var index = 0; isNumber && index < parts.Length; index++)
            isNumber = parts[index].Length is > 0 and < 6 && parts[index].All(char.IsAsciiDigit) && int.TryParse(parts[index], out values[index]);
        problem = (family, isNumber) switch
        {
            (not null, true) => null,
            (null, true) => new($"`{text}` does not say whose version it is: `tflite-{text}` (TensorFlow Lite) or `litert-{text}` (LiteRT)", [$"tflite-{text}", $"litert-{text}"]),
            _ => new($"`{text}` is no runtime; expected `tflite-2.9`, `litert-2.3` or the like", ["tflite-2.9", Newest.ToString()]),
        };
        if (family is { } known && isNumber) runtime = new(known, values[0], values[1], values[2]);
        return problem is null;
    }
}

/// <summary>Why the text of an option cannot be used, and what could stand there instead (complete values, best first; may be empty).</summary>
public sealed record OptionProblem(string Message, ImmutableArray<string> Suggestions);
