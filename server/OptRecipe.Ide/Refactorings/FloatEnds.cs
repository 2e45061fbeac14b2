using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Rules of a <c>quantize</c> step that keep the operators at both ends of the model in float: a common first try where quantization costs accuracy.</summary>
internal static class FloatEnds
{
    private const string Rules = "[{where: {first: true}, scheme: float32}, {where: {last: true}, scheme: float32}]";

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        foreach (var item in context.Tree.Root["steps"].Items)
        {
            foreach (var step in item.Pairs)
            {
                if (step.Key.Value != "quantize" || !step.Key.Span.Contains(context.Range.Start) || step.Value["rules"].Exists) continue;
                TextEdit? edit = step.Value switch
                {
                    { IsScalar: true, IsNull: false } => new(step.Value.Span, $"{{scheme: {step.Value.RawText}, rules: {Rules}}}"),
                    { IsMapping: true, IsFlow: true } when step.Value.Pairs.Count > 0 => new(new(LastOf(step.Value), 0), $", rules: {Rules}"),
                    { IsMapping: true, IsFlow: false } => new(new(context.Text.Lines.LineEnd(context.Text.Lines.LineOf(LastOf(step.Value))), 0), $"{context.Indentation(context.Column(step.Value.Span.Start))}rules: {Rules}"),
                    _ => null,
                };
                if (edit is not null) yield return new("Keep the first and the last operator in float", CodeActionKind.Rewrite, [edit]);
            }
        }
    }

    private static int LastOf(Recipe.Syntax.SyntaxNode mapping)
    {
        var end = mapping.Span.Start;
        foreach (var pair in mapping.Pairs) end = pair.Span.End;
        return end;
    }
}
