using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Checks;

/// <summary>Words of selectors that are wrong whatever the model: operators that the file format does not have, ranges that cannot be read.</summary>
internal static class SelectorWordCheck
{
    internal static readonly DiagnosticDescriptor UnknownOperator = new("OR2020", "Unknown operator", Severity.Error, "0.2");
    internal static readonly DiagnosticDescriptor WrongRange = new("OR2021", "Operator numbers that cannot be read", Severity.Error, "0.2");

    /// <summary>Layers of frameworks, and the operator that they become.</summary>
    private static readonly Dictionary<string, string> Layers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Dense"] = "FULLY_CONNECTED", ["Linear"] = "FULLY_CONNECTED", ["Gemm"] = "FULLY_CONNECTED", ["MatMul"] = "BATCH_MATMUL", ["Conv"] = "CONV_2D", ["Conv1D"] = "CONV_2D",
        ["SeparableConv2D"] = "DEPTHWISE_CONV_2D", ["Conv2DTranspose"] = "TRANSPOSE_CONV", ["ConvTranspose2d"] = "TRANSPOSE_CONV", ["MaxPooling2D"] = "MAX_POOL_2D",
        ["AveragePooling2D"] = "AVERAGE_POOL_2D", ["GlobalAveragePooling2D"] = "MEAN", ["Embedding"] = "EMBEDDING_LOOKUP", ["Sigmoid"] = "LOGISTIC",
        ["Concat"] = "CONCATENATION", ["UpSampling2D"] = "RESIZE_NEAREST_NEIGHBOR", ["Swish"] = "HARD_SWISH", ["Multiply"] = "MUL", ["Subtract"] = "SUB", ["Flatten"] = "RESHAPE",
    };

    private static readonly Lazy<string[]> Names = new(() => [.. Enum.GetValues<BuiltinOperator>().Where(op => op != BuiltinOperator.Custom).Select(op => op.Name())]);
    private static readonly Lazy<Dictionary<string, string>> Letters = new(() => Names.Value.GroupBy(Normal).ToDictionary(group => group.Key, group => group.First()));

    internal static IEnumerable<Diagnostic> Check(SyntaxNode node, ScalarKind kind) => kind == ScalarKind.OperatorName ? Operator(node) : Numbers(node);

    /// <summary>A word with small letters that no operator resembles may be the code of a custom operator: only the model can tell.</summary>
    private static IEnumerable<Diagnostic> Operator(SyntaxNode node)
    {
        var name = node.Value;
        if (name.Length == 0 || Names.Value.Contains(name)) yield break;
        var meant = Letters.Value.GetValueOrDefault(Normal(name)) ?? Layers.GetValueOrDefault(name);
        var isUpper = !name.Any(char.IsAsciiLetterLower);
        if (meant is null && isUpper) meant = Spelling.Nearest(name, Names.Value);
        if (meant is null && !isUpper) yield break;
        var expected = meant is null ? "expected the name of an operator as the file format writes it, such as `CONV_2D`" : $"did you mean `{meant}`";
        var diagnostic = new Diagnostic(UnknownOperator, node.Span, $"`{SyntaxCheck.Short(name)}` is no operator of the file format; {expected}");
        yield return meant is null ? diagnostic : diagnostic.WithFix($"Change to `{meant}`", FixSafety.Safe, new TextEdit(node.Span, meant));
    }

    private static IEnumerable<Diagnostic> Numbers(SyntaxNode node)
    {
        foreach (var part in OperatorRangeText.Parts(new(node.Value, node.ContentSpan())))
        {
            if (!OperatorRange.TryParse(part.Value, out var range))
                yield return new(WrongRange, part.Span.Length == 0 ? node.Span : part.Span, $"`{SyntaxCheck.Short(part.Value)}` is no number of an operator and no range; expected `3`, `0-3` or a list of such");
            else if (range.Last < range.First)
                yield return new Diagnostic(WrongRange, part.Span, $"`{SyntaxCheck.Short(part.Value)}` ends before it begins; expected the smaller number first")
                    .WithFix($"Change to `{range with { First = range.Last, Last = range.First }}`", FixSafety.Safe, new TextEdit(part.Span, $"{range with { First = range.Last, Last = range.First }}"));
        }
    }

    private static string Normal(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
