using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>A field of the operator's options: <c>option: {padding: SAME, stride_h: 1..}</c>, enums by the schema's words. An operator without options fits.</summary>
internal sealed class OptionPredicate(string name, ValueSet values) : Predicate
{
    public override Truth Test(OperatorContext context) => From(Number(context.Option(name)) is not { } value || values.Contains(value));

    public override string Found(OperatorContext context) => $"{name} {OptionWords.Word(name, Number(context.Option(name)) ?? 0)}";

    public static double? Number(object? value) => value switch { int number => number, long number => number, float number => number, bool flag => flag ? 1 : 0, _ => null };

    public static Predicate Read(PredicateArgument argument) => argument.Node.Kind == TableNodeKind.Map
        ? new AllOf([.. argument.Node.Fields.Select(field => new OptionPredicate(field.Key, ValueSet.Read(field.Value, text => OptionWords.Find(field.Key, text))))])
        : throw new TableFormatException(argument.Node.Line, "a map of options is expected");
}

/// <summary>One field of the options is at most another: <c>option_at_most: {stride_h: filter_height}</c>.</summary>
internal sealed class OptionAtMostPredicate(string name, string other) : Predicate
{
    public override Truth Test(OperatorContext context) =>
        From(OptionPredicate.Number(context.Option(name)) is not { } left || OptionPredicate.Number(context.Option(other)) is not { } right || left <= right);

    public override string Found(OperatorContext context) => $"{name} {context.Option(name)}, {other} {context.Option(other)}";

    public static Predicate Read(PredicateArgument argument) => new AllOf([.. argument.Node.Fields.Select(field => new OptionAtMostPredicate(field.Key, field.Value.Text))]);
}

/// <summary>A text of the options: <c>option_text: {name: [odml.rms_norm]}</c>. An operator without options fits.</summary>
internal sealed class OptionTextPredicate(string name, ImmutableArray<string> values) : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.Option(name) is not string text || values.Contains(text, StringComparer.Ordinal));

    public override string Found(OperatorContext context) => $"{name} {context.Option(name)}";

    public static Predicate Read(PredicateArgument argument) =>
        new AllOf([.. argument.Node.Fields.Select(field => new OptionTextPredicate(field.Key, [.. field.Value.AsList().Select(item => item.Text)]))]);
}

/// <summary>A vector of the options has entries: <c>option_listed: squeeze_dims</c>. An operator without options fits.</summary>
internal sealed class OptionListedPredicate(string name) : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.Operator.Options is null || context.Option(name) is System.Collections.ICollection { Count: > 0 });

    public override string Found(OperatorContext context) => $"no {name}";
}

/// <summary>The schema's words for the values of enum options.</summary>
internal static class OptionWords
{
    private static readonly ImmutableArray<string> Activations = ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"];
    private static readonly ImmutableArray<string> Paddings = ["SAME", "VALID"];
    private static readonly ImmutableArray<string> KernelTypes = ["FULL", "BASIC"];
    private static readonly ImmutableArray<string> WeightsFormats = ["DEFAULT", "SHUFFLED4x16INT8"];
    private static readonly ImmutableArray<string> MirrorPadModes = ["REFLECT", "SYMMETRIC"];

    public static double? Find(string option, string word)
    {
        if (word is "true" or "false") return word == "true" ? 1 : 0;
        var index = Words(option).IndexOf(word);
        return index < 0 ? null : index;
    }

    public static string Word(string option, double value) => Words(option) is var words && value >= 0 && value < words.Length ? words[(int)value] : value.ToString("R");

    private static ImmutableArray<string> Words(string option) => option switch
    {
        "fused_activation_function" => Activations,
        "padding" => Paddings,
        "mode" => MirrorPadModes,
        "kernel_type" => KernelTypes,
        "weights_format" => WeightsFormats,
        "output_type" or "out_type" or "quantized_bias_type" => [.. TensorTypeNames.All],
        _ => [],
    };
}
