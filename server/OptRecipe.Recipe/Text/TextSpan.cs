namespace OptRecipe.Recipe.Text;

/// <summary>A range of a text in UTF-16 code units.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;
    public static TextSpan Between(int start, int end) => new(start, end - start);
    public TextSpan Moved(int by) => this with { Start = Start + by };
    public bool Contains(int offset) => offset >= Start && offset <= End;
}

/// <summary>A zero-based line and the UTF-16 code unit in it.</summary>
public readonly record struct LinePosition(int Line, int Character);

/// <summary>Replace <paramref name="Span"/> by <paramref name="NewText"/>.</summary>
public sealed record TextEdit(TextSpan Span, string NewText);
