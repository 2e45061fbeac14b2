using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>A list where a word is expected and the like, and a key without a value.</summary>
internal static class WrongKindCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1103", "Wrong kind of value", Severity.Error, "0.1");

    /// <param name="subject">What has the value, for people: "`model`", "a step".</param>
    /// <param name="key">Where to point when nothing stands there.</param>
    internal static Diagnostic Report(CheckContext context, SyntaxNode node, SchemaType type, string subject, TextSpan key)
    {
        var expected = Describe(type);
        if (node.IsNull) return new(Descriptor, key, $"{Capital(subject)} has no value; expected {expected}");
        var found = node.IsMapping ? "a mapping" : node.IsSequence ? "a list" : $"`{SyntaxCheck.Short(node.Value)}`";
        var span = node.IsScalar || node.IsFlow ? node.Span : FirstLine(context, node.Span);
        var diagnostic = new Diagnostic(Descriptor, span, $"{Capital(subject)} is {expected}, found {found}");
        var isItem = (type as ListType)?.Item is KindType && (node.IsScalar || (node.IsMapping && node.IsFlow));
        return isItem ? diagnostic.WithFix("Make it a list", FixSafety.Safe, new TextEdit(node.Span, $"[{context.Text.Slice(node.Span)}]")) : diagnostic;
    }

    internal static string Capital(string text) => text.Length == 0 || text[0] == '`' ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static TextSpan FirstLine(CheckContext context, TextSpan span) =>
        TextSpan.Between(span.Start, Math.Min(span.End, context.Text.Lines.LineEnd(context.Text.Lines.LineOf(span.Start))));

    internal static string Describe(SchemaType type) => type switch
    {
        ScalarType { Kind: ScalarKind.Choice } choice => Listing.Of(choice.Values.Where(value => value.Availability == Availability.Available).Select(value => value.Name)),
        ScalarType { Kind: ScalarKind.Path, Values: [var word, ..] } => $"a preset such as `{word.Name}` or the path of a recipe",
        ScalarType { Kind: ScalarKind.Path, Extensions: [var extension, ..] } => $"the path of a `{extension.Name}` file",
        ScalarType scalar => scalar.Kind switch
        {
            ScalarKind.Path => "a path",
            ScalarKind.Integer => "a whole number",
            ScalarKind.Number => "a number",
            ScalarKind.Fraction => "a share such as `50 %` or `0.5`",
            ScalarKind.Size => "a size such as `64 KiB`",
            ScalarKind.Duration => "a time such as `10 ms`",
            ScalarKind.AccuracyDrop => "a drop such as `1 point` or `2 %`",
            ScalarKind.Flag => "`true` or `false`",
            ScalarKind.Runtime => "a runtime such as `tflite-2.14`",
            ScalarKind.OperatorName => "an operator's type such as `CONV_2D`",
            ScalarKind.TensorName => "a tensor's name such as `head/*`",
            ScalarKind.OperatorNumbers => "numbers of operators such as `0-3, 17`",
            _ => "a text",
        },
        NamedType named => Describe(named.Type),
        MappingType { Keys: [var key, ..] } => $"a mapping with keys such as `{key.Name}`",
        MappingType => "a mapping",
        ListType { Item: KindType kind } => $"a list of {kind.Noun}s",
        ListType => "a list",
        KindType kind => $"a {kind.Noun} such as {Listing.Of(kind.Kinds.Keys.Where(key => key.Availability == Availability.Available).Take(2).Select(key => key.Name))}",
        EitherType either => string.Join(" or ", either.Alternatives.Select(Describe)),
        _ => "a value",
    };
}
