using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Formatting;

/// <summary>How an author indents: the step most levels have, and whether the dashes below a key stand at the key's own column.</summary>
public readonly record struct IndentationStyle(int Unit, bool DashAtKey)
{
    private const int Widest = 8;

    /// <summary>Linear in the size of the tree.</summary>
    /// <param name="fallback">The unit where no step is that of two thirds of all levels.</param>
    public static IndentationStyle Of(SyntaxTree tree, int fallback)
    {
        Span<int> steps = stackalloc int[Widest + 1];
        var (levels, dashesAtKey, dashesIndented) = (0, 0, 0);
        for (var index = 0; index < tree.Nodes.Length; index++)
        {
            ref readonly var node = ref tree.Nodes[index];
            if (node.Kind is not (SyntaxKind.Mapping or SyntaxKind.Sequence) || (node.Flags & (NodeFlags.Flow | NodeFlags.Recovered)) != 0 || node.Parent < 0) continue;
            ref readonly var parent = ref tree.Nodes[node.Parent];
            if (parent.Kind != SyntaxKind.Mapping || (parent.Flags & NodeFlags.Flow) != 0) continue;
            var step = ColumnOf(tree, node.Start) - ColumnOf(tree, parent.Start);
            if (node.Kind == SyntaxKind.Sequence)
            {
                if (step == 0) dashesAtKey++;
                else dashesIndented++;
            }
            if (step is < 1 or > Widest) continue;
            steps[step]++;
            levels++;
        }
        var unit = 0;
        for (var step = 1; step <= Widest; step++) if (steps[step] * 3 >= levels * 2 && levels > 0) unit = step;
        return new(unit > 0 ? unit : Math.Clamp(fallback, 1, Widest), dashesAtKey > dashesIndented);
    }

    private static int ColumnOf(SyntaxTree tree, int offset) => tree.Text.Lines.Position(offset).Character;
}
