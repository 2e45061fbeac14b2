using System.Collections.Immutable;

namespace OptRecipe.Recipe.Schema;

/// <summary>Short words the table is written in.</summary>
internal static class SchemaParts
{
    internal static ScalarType AnyText { get; } = Scalar(ScalarKind.Text);
    internal static ScalarType AnyPath { get; } = Scalar(ScalarKind.Path);
    internal static ScalarType Integer { get; } = Scalar(ScalarKind.Integer);
    internal static ScalarType Number { get; } = Scalar(ScalarKind.Number);
    internal static ScalarType Flag { get; } = Scalar(ScalarKind.Flag) with { Values = [Value("true", ""), Value("false", "")] };
    internal static ScalarType Fraction { get; } = Scalar(ScalarKind.Fraction) with { Maximum = 1, Examples = ["50 %"] };
    internal static ScalarType Size { get; } = Scalar(ScalarKind.Size) with { Examples = ["64 KiB", "1 MiB", "100 kB"] };
    internal static ScalarType Duration { get; } = Scalar(ScalarKind.Duration) with { Examples = ["10 ms"] };
    internal static ScalarType AccuracyDrop { get; } = Scalar(ScalarKind.AccuracyDrop) with { Examples = ["1 point", "2 %"] };
    internal static MappingType Keep { get; } = Mapping(Key("accuracy_drop", AccuracyDrop, "How much accuracy may be lost, in points or per cent."));

    internal static ScalarType Scalar(ScalarKind kind) => new(kind, [], [], []);
    internal static ScalarType Choice(params ImmutableArray<AllowedValue> values) => Scalar(ScalarKind.Choice) with { Values = values };
    internal static ScalarType File(params ImmutableArray<AllowedValue> extensions) => Scalar(ScalarKind.Path) with { Extensions = extensions };
    internal static AllowedValue Value(string name, string description, Availability availability = Availability.Available) => new(name, description) { Availability = availability };
    internal static SchemaKey Key(string name, SchemaType type, string description, Availability availability = Availability.Available, string? @default = null) =>
        new(name, type, description) { Availability = availability, Default = @default };
    internal static MappingType Mapping(params ImmutableArray<SchemaKey> keys) => new(keys);
    internal static EitherType Either(params ImmutableArray<SchemaType> alternatives) => new(alternatives);
    internal static ListType Words(SchemaType item) => new(item, IsOneEnough: true);
}
