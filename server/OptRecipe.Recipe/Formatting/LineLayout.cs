using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Formatting;

/// <summary>Takes the tokens of a text in order, each with the place it shall have, and notes the white space that has to change for that. Nothing but white space is ever replaced.</summary>
internal sealed class LineLayout
{
    private const int MostBlankLines = 2;
    private readonly SyntaxTree tree;
    private readonly string text;
    private readonly FormattingOptions options;
    private readonly CommentColumns columns = new();
    private readonly TrailingComments trailing = new();
    private readonly ImmutableArray<TextEdit>.Builder edits = ImmutableArray.CreateBuilder<TextEdit>();
    private readonly List<TextSpan> waiting = [];
    private int at;
    private int lineStart;
    private int nextComment;
    private bool isLineStart = true;
    private bool isFirst = true;
    private bool keepsBlankLines;
    private int commentLimit = int.MaxValue;

    internal LineLayout(SyntaxTree tree, FormattingOptions options)
    {
        (this.tree, text, this.options) = (tree, tree.Text.Text, options);
        if (text.StartsWith('\uFEFF')) at = lineStart = 1;
    }

    /// <summary>What was expected did not stand there: the text must stay as it is.</summary>
    internal bool IsLost { get; private set; }
    /// <summary>The column behind the last token.</summary>
    internal int End { get; private set; }
    /// <summary>The new indentation of the line at hand, and the old one.</summary>
    internal int Indentation { get; private set; }
    internal int OldIndentation { get; private set; }
    /// <summary>Where lines between brackets go; negative outside.</summary>
    internal int FlowColumn { get; set; } = -1;

    internal int OldColumn(int offset) => offset - lineStart;

    internal bool StandsOnThisLine(int offset) => !isLineStart && text.AsSpan(at, Math.Max(offset - at, 0)).IndexOfAny('\r', '\n') < 0;

    /// <summary>The next character that is neither white space nor part of a comment.</summary>
    internal int NextContent()
    {
        var (position, comment) = (at, nextComment);
        while (position < text.Length)
        {
            if (text[position] is ' ' or '\t' or '\r' or '\n') position++;
            else if (comment < tree.Comments.Length && tree.Comments[comment].Start == position) position = tree.Comments[comment++].End;
            else break;
        }
        return position;
    }

    /// <param name="lead">Its column when it is the first on its line.</param>
    /// <param name="gap">The spaces before it otherwise.</param>
    /// <param name="lowest">No later line of it may stand further left.</param>
    internal void Token(int start, int end, int lead, int gap, int lowest = 0)
    {
        if (IsLost) return;
        if (start < at) { IsLost = true; return; }
        if (StandsOnThisLine(start))
        {
            if (!IsBlank(at, start)) { IsLost = true; return; }
            Replace(TextSpan.Between(at, start), gap);
            End += gap;
        }
        else
        {
            var line = LineStartOf(start);
            Cross(line, (start - line, lead));
            if (IsLost || !IsBlank(line, start)) { IsLost = true; return; }
            Replace(TextSpan.Between(line, start), lead);
            (lineStart, Indentation, OldIndentation, End, isLineStart) = (line, lead, start - line, lead, false);
            if (FlowColumn < 0) columns.Push(OldIndentation, lead);
        }
        (at, isFirst, keepsBlankLines, commentLimit) = (start, false, false, int.MaxValue);
        Pass(end, lowest);
    }

    /// <summary>A compact block starts in the middle of the line.</summary>
    internal void Open(int offset, int newColumn) => columns.Push(offset - lineStart, newColumn);

    /// <summary>The lines of a block scalar: shifted, and otherwise as they are.</summary>
    internal void BlockLines(int end, int oldIndentation, int newIndentation, bool keepsBlankLinesAfter)
    {
        if (IsLost) return;
        for (var line = FinishLine(); line < end;)
        {
            var lineEnd = LineEnd(line);
            var content = line + text.AsSpan(line, lineEnd - line).IndexOfAnyExcept(' ') is var found && found < line ? lineEnd : found;
            var isShort = content == lineEnd && content - line <= oldIndentation;
            var wanted = isShort ? Math.Min(content - line, newIndentation) : content - line + newIndentation - oldIndentation;
            if (wanted < 0) { IsLost = true; return; }
            Replace(TextSpan.Between(line, content), wanted);
            (at, lineStart) = (Math.Min(lineEnd, end), line);
            line = NextLine(lineEnd);
        }
        // As far right as its lines a comment would be one of them.
        (keepsBlankLines, commentLimit) = (keepsBlankLinesAfter, Math.Max(newIndentation - 1, 0));
    }

    /// <summary>Leaves everything up to the start of a line as it is; what stands before <paramref name="from"/> is finished first.</summary>
    internal void Jump(int from, int to)
    {
        if (IsLost) return;
        var line = LineStartOf(from);
        if (!(isLineStart && line == at)) Cross(line, (from - line, from - line));
        while (nextComment < tree.Comments.Length && tree.Comments[nextComment].Start < to) nextComment++;
        (at, lineStart, isLineStart, isFirst) = (to, to, true, false);
    }

    /// <summary>The edits in the order of the text, once nothing but comments and blank lines are left; null when the text must stay as it is.</summary>
    /// <param name="endsInBlock">The last line belongs to a block scalar: its end is content.</param>
    internal ImmutableArray<TextEdit>? Finish(bool endsInBlock)
    {
        if (!IsLost && !(isLineStart && at == text.Length)) Cross(text.Length, null);
        if (IsLost) return null;
        trailing.AddEdits(Replace);
        if (options.InsertFinalNewline && !endsInBlock && text.Length > 0 && text[^1] is not ('\n' or '\r')) edits.Add(new(new(text.Length, 0), tree.Text.LineBreak));
        edits.Sort((left, right) => left.Span.Start.CompareTo(right.Span.Start));
        return edits.DrainToImmutable();
    }

    /// <summary>Later lines of a scalar keep their place relative to its first.</summary>
    private void Pass(int end, int lowest)
    {
        var shift = Indentation - OldIndentation;
        for (var line = NextLine(LineEnd(at)); line < end; line = NextLine(LineEnd(line)))
        {
            var content = IndexOfContent(line);
            var isMoved = content < LineEnd(line) && !text.AsSpan(line, content - line).Contains('\t');
            (at, lineStart, End) = (content, line, isMoved ? Math.Max(lowest, content - line + shift) : content - line);
            if (isMoved) Replace(TextSpan.Between(line, content), End);
        }
        End += end - at;
        at = end;
    }

    /// <summary>Finishes the line at hand: its comment and its white space at the end. The start of the next line.</summary>
    private int FinishLine()
    {
        var end = LineEnd(at);
        if (nextComment < tree.Comments.Length && tree.Comments[nextComment] is var comment && comment.Start >= at && comment.Start < end)
        {
            if (!IsBlank(at, comment.Start)) IsLost = true;
            trailing.Add(TextSpan.Between(at, comment.Start), comment.Start - lineStart, End);
            at = EndOfComment(comment);
            nextComment++;
        }
        Trim(at, end);
        at = end;
        return NextLine(end);
    }

    /// <summary>From the last token to the start of a line: comments and blank lines only.</summary>
    private void Cross(int to, (int, int)? next)
    {
        var isRightBelow = !isLineStart && nextComment < tree.Comments.Length && tree.Comments[nextComment].Start < LineEnd(at);
        var line = isLineStart ? at : FinishLine();
        var blanks = TextSpan.Between(line, line);
        var blankCount = isFirst ? MostBlankLines : 0;
        waiting.Clear();
        while (line < to && !IsLost)
        {
            var (content, end) = (IndexOfContent(line), LineEnd(line));
            if (content >= end)
            {
                if (++blankCount > MostBlankLines && !keepsBlankLines) edits.Add(new(TextSpan.Between(line, NextLine(end)), ""));
                else if (!keepsBlankLines) Trim(line, end);
                isRightBelow = false;
            }
            else
            {
                if (nextComment >= tree.Comments.Length || tree.Comments[nextComment].Start != content) { IsLost = true; break; }
                isRightBelow = trailing.TryContinue(TextSpan.Between(line, content), isRightBelow);
                if (!isRightBelow) waiting.Add(TextSpan.Between(line, content));
                Trim(EndOfComment(tree.Comments[nextComment++]), end);
                (blankCount, keepsBlankLines) = (0, false);
                blanks = TextSpan.Between(NextLine(end), NextLine(end));
            }
            line = NextLine(end);
        }
        if (next is null && options.TrimFinalNewlines && !keepsBlankLines) DropBlankLinesAt(blanks.Start);
        foreach (var comment in waiting) Replace(comment, FlowColumn >= 0 ? FlowColumn : Math.Min(columns.Of(comment.Length, next), commentLimit));
    }

    /// <summary>The blank lines at the end of the text, which begin at a line's start.</summary>
    private void DropBlankLinesAt(int start)
    {
        if (start >= text.Length) return;
        while (edits.Count > 0 && edits[^1].Span.Start >= start) edits.RemoveAt(edits.Count - 1);
        edits.Add(new(TextSpan.Between(start, text.Length), ""));
    }

    private int EndOfComment(TextSpan comment) => comment.Start + text.AsSpan(comment.Start, comment.Length).TrimEnd(" \t").Length;

    private void Trim(int start, int end)
    {
        if (options.TrimTrailingWhitespace && start < end) edits.Add(new(TextSpan.Between(start, end), ""));
    }

    private void Replace(TextSpan span, int spaces)
    {
        if (span.Length == spaces && text.AsSpan(span.Start, span.Length).IndexOfAnyExcept(' ') < 0) return;
        edits.Add(new(span, new(' ', Math.Max(spaces, 0))));
    }

    private bool IsBlank(int start, int end) => text.AsSpan(start, end - start).IndexOfAnyExcept(' ', '\t') < 0;

    private int LineStartOf(int offset)
    {
        while (offset > lineStart && text[offset - 1] is not ('\r' or '\n')) offset--;
        return offset;
    }

    private int IndexOfContent(int from)
    {
        while (from < text.Length && text[from] is ' ' or '\t') from++;
        return from;
    }

    private int LineEnd(int from)
    {
        var found = text.AsSpan(from).IndexOfAny('\r', '\n');
        return found < 0 ? text.Length : from + found;
    }

    private int NextLine(int end) => end >= text.Length ? text.Length : end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
}
