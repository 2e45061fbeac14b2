using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>Selectors: which operators something is for. One syntax wherever one may stand.</summary>
internal static class SelectorSchema
{
    /// <summary>A selector; it may hold selectors.</summary>
    internal static NamedType Type { get; } = new("selector", new(Keys));

    internal static SchemaKey Where { get; } = Key("where", Type, "Which operators the step touches; the keys of a selector are joined by *and*. Must match at least one operator.");

    private static ScalarType CountOrFlag => Integer with { Values = [Value("true", "One."), Value("false", "")] };

    private static MappingType Keys() => Mapping(
        Key("ops", Words(Scalar(ScalarKind.OperatorName)), "Operators by type, as the file format writes them: `CONV_2D`. A custom operator by its code."),
        Key("tensors", Words(Scalar(ScalarKind.TensorName)), "Operators by the names of their outputs, weights and biases: `head/*`. `*` stands for any characters, `?` for one; the whole name has to fit, or one part of a "
            + "name that a converter joined with `;`."),
        Key("operators", Words(Scalar(ScalarKind.OperatorNumbers)), "Operators by number: `0-3, 17`; in another subgraph than the first `1.17`."),
        Key("first", CountOrFlag, "The first operators: `true` for one, or how many, among those that the other keys match."),
        Key("last", CountOrFlag, "The last operators: `true` for one, or how many, among those that the other keys match."),
        Key("weights_over", Size, "Operators whose stored weights have more bytes than this."),
        Key("not", Words(Type), "A selector that must not match; a list: none of them may."),
        Key("any", new ListType(Type), "Selectors of which one must match."),
        Key("all", new ListType(Type), "Selectors that must all match."),
        Key("optional", Flag, "Matching nothing is no error.", @default: "false"));
}
