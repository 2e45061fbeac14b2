using System.Collections.Immutable;

namespace OptRecipe.Recipe.Schema;

/// <summary>What may stand at a place of a recipe.</summary>
public abstract record SchemaType;

public enum ScalarKind
{
    Text,
    /// <summary>A file relative to the recipe, forward slashes.</summary>
    Path,
    /// <summary>Whole, 0 or more.</summary>
    Integer,
    Number,
    /// <summary><c>50 %</c> or <c>0.5</c>.</summary>
    Fraction,
    /// <summary><c>64 KiB</c>; the unit is obligatory.</summary>
    Size,
    /// <summary><c>10 ms</c>; the unit is obligatory.</summary>
    Duration,
    /// <summary><c>1 point</c> or <c>2 %</c>; the unit is obligatory.</summary>
    AccuracyDrop,
    Flag,
    /// <summary>One of the values.</summary>
    Choice,
    /// <summary>An operator's type as the file format writes it, or the code of a custom operator.</summary>
    OperatorName,
    /// <summary>A glob on names of the model's tensors.</summary>
    TensorName,
    /// <summary>Numbers of operators and ranges of them: <c>0-3, 17</c>.</summary>
    OperatorNumbers,
    /// <summary><c>tflite-2.14</c>, <c>litert-2.3</c>.</summary>
    Runtime,
}

/// <param name="Values">What may be written for <see cref="ScalarKind.Choice"/>; for a number, words allowed beside it (<c>auto</c>).</param>
/// <param name="Examples">What completion offers where the values are endless: <c>50 %</c>.</param>
/// <param name="Extensions">File names a path ends in; the first is the usual one. Empty: any.</param>
public sealed record ScalarType(ScalarKind Kind, ImmutableArray<AllowedValue> Values, ImmutableArray<string> Examples, ImmutableArray<AllowedValue> Extensions) : SchemaType
{
    /// <summary>Above this a number is refused; null is no limit.</summary>
    public double? Maximum { get; init; }
    /// <summary>The maximum itself is refused, too.</summary>
    public bool IsMaximumExcluded { get; init; }
}

/// <param name="Others">What keys of the user's own hold (names of inputs and the like); null when all keys are known.</param>
public sealed record MappingType(ImmutableArray<SchemaKey> Keys, SchemaType? Others = null) : SchemaType
{
    /// <summary>The keys are paths to other keys of the recipe, and each holds a list of what may stand there.</summary>
    public bool IsVariantTable { get; init; }

    public SchemaKey? Find(ReadOnlySpan<char> name)
    {
        if (IsVariantTable) return VariantPath.RowOf(name.ToString());
        foreach (var key in Keys) if (name.SequenceEqual(key.Name)) return key;
        return null;
    }
}

/// <param name="IsOneEnough">A single item may stand without the list around it.</param>
public sealed record ListType(SchemaType Item, bool IsOneEnough = false) : SchemaType;

/// <summary>The bare word of a kind, or a mapping with exactly one key, the kind.</summary>
/// <param name="Noun">step, target, output.</param>
public sealed record KindType(string Noun, MappingType Kinds) : SchemaType;

/// <summary>One of several shapes, told apart by whether a word, a mapping or a list stands there.</summary>
public sealed record EitherType(ImmutableArray<SchemaType> Alternatives) : SchemaType;

/// <summary>A type that may hold itself; JSON Schema refers to it by name.</summary>
public sealed record NamedType(string Name, Lazy<SchemaType> Definition) : SchemaType
{
    public SchemaType Type => Definition.Value;
}

/// <summary>Anything: keys under <c>x-…</c>, and what is described no further yet.</summary>
public sealed record AnyType : SchemaType
{
    public static AnyType Instance { get; } = new();
}
