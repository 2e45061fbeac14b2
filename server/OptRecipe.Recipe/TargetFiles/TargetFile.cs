using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Recipe.TargetFiles;

/// <summary>A file with a target of the user's own: <c>my-board.target.yaml</c>, in the language of target tables (<c>schemas/target.schema.json</c>).</summary>
public static class TargetFile
{
    private const int MostNodes = 100_000;
    // Aliases of aliases nest deeper than the text does.
    private const int MostDepth = 2 * SyntaxTree.MaximumDepth;
    private static readonly string[] Endings = [".target.yaml", ".target.yml"];

    /// <summary>Whether a word in a recipe's list of targets, or a file's name, means such a file.</summary>
    public static bool Is(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>What verdicts and reports call the target: the file's name without its ending.</summary>
    public static string IdOf(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } end ? name[..^end.Length] : name;
    }

    /// <summary>Reads a target; a text that is no YAML has problems as one with wrong keys has. Never throws.</summary>
    public static OwnTarget Read(string id, SyntaxTree tree)
    {
        if (tree.Problems.Length > 0)
            return new(null, [.. tree.Problems.Select(problem => new TableProblem(tree.Text.Lines.LineOf(problem.Span.Start) + 1, "this is no YAML, or no part of it that is read here"))]);
        var left = MostNodes;
        var root = Convert(tree, tree.Root, 0, ref left);
        return left < 0 ? new(null, [new(1, $"the table stands for more than {MostNodes:N0} values; or nests them too deep; write fewer aliases")]) : OwnTarget.Read(id, root);
    }

    public static OwnTarget Read(string id, SourceText text) => Read(id, SyntaxTree.Parse(text));

    private static TableNode Convert(SyntaxTree tree, SyntaxNode written, int depth, ref int left)
    {
        var node = tree.Followed(written);
        var line = node.Exists ? tree.Text.Lines.LineOf((written.Exists ? written : node).Span.Start) + 1 : 1;
        if (depth > MostDepth) left = 0;
        if (--left < 0 || !node.Exists || node.IsNull) return new(TableNodeKind.Scalar, line);
        if (node.IsSequence)
        {
            var list = new TableNode(TableNodeKind.List, line);
            foreach (var item in node.Items) list.Items.Add(Convert(tree, item, depth + 1, ref left));
            return list;
        }
        if (!node.IsMapping) return new(TableNodeKind.Scalar, line) { Text = node.Value };
        var map = new TableNode(TableNodeKind.Map, line);
        foreach (var pair in tree.AllPairs(node))
        {
            if (left < 0) break;
            map.Fields.Add(new(pair.Key.Value, Convert(tree, pair.Value.IsMissing ? pair.Key : pair.Value, depth + 1, ref left)));
        }
        return map;
    }
}
