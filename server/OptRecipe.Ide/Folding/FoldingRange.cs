namespace OptRecipe.Ide.Folding;

public enum FoldingKind { Code, Comment, Region }

/// <summary>Lines that an editor may hide behind the first one. Zero-based, both inclusive, the last one after the first.</summary>
public readonly record struct FoldingRange(int StartLine, int EndLine, FoldingKind Kind);
