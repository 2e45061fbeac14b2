using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>From a value to what has to go with it when it is removed.</summary>
internal static class ValuePair
{
    /// <summary>Key and value; where nothing else stands in the mapping, the pair that holds the mapping, so that no key without a value stays.</summary>
    internal static TextSpan Around(SyntaxTree tree, TextSpan value)
    {
        var node = tree.FindNode(value.Start);
        while (node.Parent is { Exists: true, IsMapping: true } mapping)
        {
            foreach (var pair in mapping.Pairs)
            {
                if (pair.Value != node) continue;
                if (mapping.Pairs.Count > 1 || mapping.Parent is not { Exists: true, IsMapping: true }) return pair.Span;
                break;
            }
            node = mapping;
        }
        return node.Exists ? node.Span : value;
    }
}
