using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

/// <summary>The YAML of one text: a tree for every text, and what is wrong with it. Never throws, linear in the text's length. Immutable.</summary>
public sealed class SyntaxTree
{
    /// <summary>Collections inside collections beyond this are not read.</summary>
    public const int MaximumDepth = 100;
    /// <summary>Texts of this many characters and more are read as a tree, but nothing is checked.</summary>
    public const int MaximumLength = 10_000_000;

    private readonly NodeProperties[] properties;
    private Dictionary<string, List<SyntaxNode>>? anchors;

    internal SyntaxTree(SourceText text, NodeData[] nodes, int root, NodeProperties[] properties, TextSpan[] comments, ImmutableArray<SyntaxProblem> problems)
    {
        (Text, Nodes, this.properties, Problems) = (text, nodes, properties, problems);
        Array.Sort(properties, (left, right) => left.Node.CompareTo(right.Node));
        Comments = ImmutableArray.Create(comments);
        Root = new(this, root);
    }

    public SourceText Text { get; }
    /// <summary>The first document's node; <see cref="SyntaxKind.Missing"/> for an empty text.</summary>
    public SyntaxNode Root { get; }
    /// <summary>In the order of the text.</summary>
    public ImmutableArray<SyntaxProblem> Problems { get; }
    /// <summary>From <c>#</c> to the end of the line, in the order of the text.</summary>
    public ImmutableArray<TextSpan> Comments { get; }
    /// <summary>Most nodes were taken over from a tree of another version.</summary>
    public bool IsReadInPart { get; internal init; }
    internal NodeData[] Nodes { get; }
    /// <summary>Without problems and anchors: what a part means depends on its own text alone.</summary>
    internal bool IsPlain => Problems.IsEmpty && properties.Length == 0;

    /// <param name="before">A tree of another version of the text: what an edit left as it was need not be read again. It changes nothing of what is returned.</param>
    public static SyntaxTree Parse(SourceText text, SyntaxTree? before = null) => (before is null ? null : Parser.ParseAgain(text, before)) ?? new Parser(text).Parse();
    public static SyntaxTree Parse(string text) => Parse(new SourceText(text));

    /// <summary>The node an alias stands for: the last one before it with that anchor. Not an alias: the node itself. No node: nothing has that anchor yet, or it is a cycle.</summary>
    public SyntaxNode Resolve(SyntaxNode node)
    {
        if (node.Kind != SyntaxKind.Alias) return node;
        if (!Anchors().TryGetValue(node.Value, out var found)) return default;
        var (low, high) = (0, found.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (found[middle].Span.Start < node.Span.Start) low = middle + 1;
            else high = middle;
        }
        return low == 0 || found[low - 1].Span.End >= node.Span.End ? default : found[low - 1];
    }

    public IReadOnlyCollection<string> AnchorNames => Anchors().Keys;

    /// <summary>Every alias, in no order.</summary>
    public IEnumerable<SyntaxNode> Aliases
    {
        get
        {
            for (var index = 0; index < Nodes.Length; index++)
                if (Nodes[index].Kind == SyntaxKind.Alias) yield return new(this, index);
        }
    }

    /// <summary>Whether an alias stands in a node with its own anchor.</summary>
    public bool IsInsideItsAnchor(SyntaxNode alias)
    {
        for (var node = alias.Parent; node.Exists; node = node.Parent)
            if (node.Anchor is { } anchor && Text.Slice(anchor)[1..].SequenceEqual(alias.ValueText)) return true;
        return false;
    }

    /// <summary>The innermost node whose span holds or touches the offset; the root when none does. Of two that touch, the one that starts there.</summary>
    public SyntaxNode FindNode(int offset)
    {
        var node = Root;
        for (; ; )
        {
            var inner = default(SyntaxNode);
            for (var child = node.FirstChild; child.Exists && child.Span.Start <= offset; child = child.Next)
                if (child.Span.Contains(offset)) inner = child;
            if (!inner.Exists) return node;
            node = inner;
        }
    }

    /// <summary>The same tree as a part of a longer text, in which its own begins at an offset.</summary>
    internal SyntaxTree Moved(SourceText whole, int by)
    {
        var nodes = new NodeData[Nodes.Length];
        for (var index = 0; index < nodes.Length; index++) nodes[index] = Nodes[index] with { Start = Nodes[index].Start + by, End = Nodes[index].End + by };
        var moved = new NodeProperties[properties.Length];
        for (var index = 0; index < moved.Length; index++) moved[index] = properties[index] with { Anchor = properties[index].Anchor.Moved(by), Tag = properties[index].Tag.Moved(by) };
        return new(whole, nodes, Root.Index, moved, [.. Comments.Select(comment => comment.Moved(by))], [.. Problems.Select(problem => problem with { Span = problem.Span.Moved(by), Related = problem.Related.Moved(by) })]);
    }

    internal NodeProperties? Properties(int node)
    {
        if ((Nodes[node].Flags & NodeFlags.HasProperties) == 0) return null;
        var (low, high) = (0, properties.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (properties[middle].Node < node) low = middle + 1;
            else high = middle;
        }
        return low < properties.Length ? properties[low] : null;
    }

    internal ReadOnlySpan<NodeProperties> AllProperties => properties;

    private Dictionary<string, List<SyntaxNode>> Anchors()
    {
        if (anchors is not null) return anchors;
        var found = new Dictionary<string, List<SyntaxNode>>(StringComparer.Ordinal);
        foreach (var property in properties)
        {
            if (property.Anchor.Length < 2) continue;
            var name = Text.Text.Substring(property.Anchor.Start + 1, property.Anchor.Length - 1);
            if (!found.TryGetValue(name, out var list)) found.Add(name, list = []);
            list.Add(new(this, property.Node));
        }
        foreach (var list in found.Values) list.Sort((left, right) => left.Span.Start.CompareTo(right.Span.Start));
        return anchors = found;
    }
}
