using System.Collections.Immutable;
using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>The mapping or list at the cursor: from one line in brackets to a block and back.</summary>
internal static class BlockOrFlow
{
    private const int LongestLine = 120;

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        var node = context.Node;
        // On a key it is about what the key holds.
        if (node.Parent is { IsMapping: true } owner)
            foreach (var pair in owner.Pairs) if (pair.Key == node && (pair.Value.IsMapping || pair.Value.IsSequence)) node = pair.Value;
        // Between brackets no block can stand: the outermost ones are meant.
        while (node.Exists && ((!node.IsMapping && !node.IsSequence) || node.Parent is { Exists: true, IsFlow: true })) node = node.Parent;
        if (!node.Exists || !node.Parent.Exists || context.HasComment(TextSpan.Between(Before(context, node), node.Span.End))) yield break;
        var (title, edits) = node.IsFlow ? ($"Write {NameOf(node)} as a block", ToBlock(context, node)) : ($"Write {NameOf(node)} on one line", ToFlow(context, node));
        if (!edits.IsEmpty && SameValues.Of(context.Tree, SyntaxTree.Parse(context.Text.WithEdits(edits)))) yield return new(title, CodeActionKind.Rewrite, edits);
    }

    /// <summary>Where what leads to the node ends: the colon or the dash.</summary>
    private static int Before(RefactoringContext context, SyntaxNode node)
    {
        var start = node.Anchor?.Start ?? node.Span.Start;
        while (start > 0 && context.Text.Text[start - 1] is not (':' or '-' or ',' or '[' or '{')) start--;
        return start;
    }

    private static ImmutableArray<TextEdit> ToBlock(RefactoringContext context, SyntaxNode node)
    {
        if (node.Parent.IsFlow) return [];
        var (text, lines) = (context.Text, context.Text.Lines);
        var isItem = node.Parent.IsSequence;
        var column = isItem ? context.Column(node.Span.Start) : context.Column(node.Parent.Span.Start) + (node.IsSequence && context.Style.DashAtKey ? 0 : context.Style.Unit);
        var lineStart = context.Indentation(column);
        if (NodeText.Block(node, lineStart) is not { } block) return [];
        if (isItem) return [new(node.Span, block)];
        // A comment behind the brackets stays on the key's line.
        var lineEnd = lines.LineEnd(lines.LineOf(node.Span.End));
        var anchorEnd = node.Anchor?.End ?? Before(context, node);
        return [new(TextSpan.Between(anchorEnd, node.Span.End), ""), new(new(lineEnd, 0), lineStart + block)];
    }

    private static ImmutableArray<TextEdit> ToFlow(RefactoringContext context, SyntaxNode node)
    {
        if (node.IsRecovered || NodeText.Flow(node) is not { } flow) return [];
        var start = node.Parent.IsSequence ? node.Anchor?.Start ?? node.Span.Start : Before(context, node);
        return context.Column(start) + 1 + flow.Length > LongestLine ? [] : [new(TextSpan.Between(start, node.Span.End), node.Parent.IsSequence ? flow : $" {flow}")];
    }

    private static string NameOf(SyntaxNode node)
    {
        foreach (var pair in node.Parent.Pairs) if (pair.Value == node) return $"`{pair.Key.Value}`";
        return "this item";
    }
}
