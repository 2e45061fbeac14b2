using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

/// <summary>
/// YAML 1.2 by recursive descent over the characters, one pass, made for text that is being typed: where YAML would stop, it notes a problem, guesses what was meant and goes on.
/// On text without problems the tree is the one any YAML parser gives. Depth is limited, so recursion is.
/// </summary>
internal sealed partial class Parser
{
    private readonly SourceText source;
    private readonly string text;
    private readonly List<NodeProperties> properties = [];
    private readonly List<TextSpan> comments = [];
    private readonly List<SyntaxProblem> problems = [];
    private NodeData[] nodes = ArrayPool<NodeData>.Shared.Rent(512);
    private int nodeCount;
    private int at;
    private int lineStart;
    private int depth;
    private bool isTooDeep;
    private int firstOnLine;
    private bool isInConflict;
    private int lastTabLine = -1;
    private int firstTabProblem = -1;

    internal Parser(SourceText source) => (this.source, text) = (source, source.Text);

    internal SyntaxTree Parse()
    {
        var root = CharacterScan.IsText(text, problems) ? ParseDocument() : Missing(0);
        var result = nodes.AsSpan(0, nodeCount).ToArray();
        ArrayPool<NodeData>.Shared.Return(nodes);
        problems.Sort((left, right) => left.Span.Start.CompareTo(right.Span.Start));
        return new(source, result, root, [.. properties], [.. comments], [.. problems]);
    }

    private int ParseDocument()
    {
        if (text.StartsWith('\uFEFF')) at = lineStart = firstOnLine = 1;
        MoveToContent();
        if (lineStart <= 1) firstOnLine = at;
        while (at < text.Length && text[at] == '%' && Column == 0)
        {
            Report(SyntaxProblemKind.Directive, TextSpan.Between(at, LineEnd(at)));
            at = LineEnd(at);
            MoveToContent();
        }
        var isMarked = AtMarker('-');
        if (isMarked) at += 3;
        var root = ParseNode(-1, dashAtParent: false, isBlockAllowed: !isMarked);
        MoveToContent();
        while (at < text.Length && !AtMarker('-') && !AtMarker('.'))
        {
            // Only what cannot belong to the root is left here: text behind a flow collection or a scalar, a key after a list.
            Report(SyntaxProblemKind.UnexpectedText, TextSpan.Between(at, LineEnd(at)));
            at = text.Length;
        }
        if (AtMarker('.'))
        {
            at += 3;
            MoveToContent();
            if (at < text.Length && !AtMarker('-')) Report(SyntaxProblemKind.TextAfterEnd, TextSpan.Between(at, LineEnd(at)));
        }
        if (AtMarker('-')) Report(SyntaxProblemKind.SecondDocument, new(at, 3));
        return root;
    }

    private int Column => at - lineStart;

    private char Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => at < text.Length ? text[at] : '\0';
    }

    private char Peek(int distance) => at + distance < text.Length ? text[at + distance] : '\0';

    /// <summary>The end of the text counts as white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBlankAt(int position) => position >= text.Length || text[position] is ' ' or '\t' or '\n' or '\r';

    private bool AtDash => Current == '-' && at < text.Length && IsBlankAt(at + 1);

    private bool AtMarker(char mark) => Column == 0 && at + 2 < text.Length && text[at] == mark && text[at + 1] == mark && text[at + 2] == mark && IsBlankAt(at + 3);

    private bool AtAnyMarker => AtMarker('-') || AtMarker('.');

    private int LineEnd(int from)
    {
        var found = text.AsSpan(from).IndexOfAny('\r', '\n');
        return found < 0 ? text.Length : from + found;
    }

    /// <summary>Skips white space, comments, line breaks and marks of a merge conflict; true when it crossed a line break.</summary>
    private bool MoveToContent()
    {
        var crossed = false;
        while (at < text.Length)
        {
            var c = text[at];
            if (c is ' ' or '\t')
            {
                do at++;
                while (at < text.Length && text[at] == ' ');
            }
            else if (c is '\n' or '\r')
            {
                at += c == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                lineStart = at;
                crossed = true;
            }
            else if (c == '#' && (at == lineStart || text[at - 1] is ' ' or '\t'))
            {
                var end = LineEnd(at);
                comments.Add(TextSpan.Between(at, end));
                at = end;
            }
            else if (c is '<' or '=' && at == lineStart && SkipConflictMark()) { }
            else break;
        }
        if (crossed) firstOnLine = at;
        return crossed;
    }

    /// <summary>Keeps what stands first between the marks of a merge conflict and skips what stands second.</summary>
    private bool SkipConflictMark()
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("<<<<<<<") && IsBlankAt(at + 7))
        {
            Report(SyntaxProblemKind.ConflictMarker, TextSpan.Between(at, LineEnd(at)));
            isInConflict = true;
        }
        else if (!isInConflict || !rest.StartsWith("=======") || !IsBlankAt(at + 7)) return false;
        else
        {
            isInConflict = false;
            var end = rest.IndexOf(">>>>>>>");
            at = end < 0 ? text.Length : at + end;
            lineStart = at;
        }
        at = LineEnd(at);
        return true;
    }

    /// <summary>Where a block collection starts a line, its indentation may hold no tab; all such lines are one problem.</summary>
    private void CheckIndentation()
    {
        if (at != firstOnLine || lastTabLine == lineStart) return;
        var tab = text.AsSpan(lineStart, at - lineStart).IndexOf('\t');
        if (tab < 0) return;
        lastTabLine = lineStart;
        if (firstTabProblem >= 0) problems[firstTabProblem] = problems[firstTabProblem] with { Count = problems[firstTabProblem].Count + 1 };
        else
        {
            firstTabProblem = problems.Count;
            Report(SyntaxProblemKind.TabIndentation, TextSpan.Between(lineStart + tab, at));
        }
    }

    private readonly record struct State(int At, int LineStart, int FirstOnLine, int Comments, int Problems, bool IsInConflict);

    private State Save() => new(at, lineStart, firstOnLine, comments.Count, problems.Count, isInConflict);

    private void Restore(State state)
    {
        (at, lineStart, firstOnLine, isInConflict) = (state.At, state.LineStart, state.FirstOnLine, state.IsInConflict);
        comments.RemoveRange(state.Comments, comments.Count - state.Comments);
        problems.RemoveRange(state.Problems, problems.Count - state.Problems);
    }

    private void Report(SyntaxProblemKind kind, TextSpan span, TextSpan related = default) => problems.Add(new(kind, span, related));

    private int Add(SyntaxKind kind, int start, int end, NodeFlags flags = NodeFlags.None)
    {
        if (nodeCount == nodes.Length)
        {
            var larger = ArrayPool<NodeData>.Shared.Rent(nodes.Length * 2);
            nodes.AsSpan(0, nodeCount).CopyTo(larger);
            ArrayPool<NodeData>.Shared.Return(nodes);
            nodes = larger;
        }
        nodes[nodeCount] = new(kind, flags, 0, start, end, -1, -1, -1);
        return nodeCount++;
    }

    private int Missing(int position) => Add(SyntaxKind.Missing, position, position);

    /// <summary>Makes <paramref name="child"/> the next child of <paramref name="parent"/>, whose end moves with it.</summary>
    private void Attach(int parent, ref int last, int child)
    {
        nodes[child].Parent = parent;
        if (nodes[child].End - nodes[child].Start == 2 && text.AsSpan(nodes[child].Start, 2) is "<<") nodes[parent].Flags |= NodeFlags.MayMerge;
        if (last < 0) nodes[parent].FirstChild = child;
        else nodes[last].Next = child;
        last = child;
        if (nodes[child].End > nodes[parent].End) nodes[parent].End = nodes[child].End;
    }
}
