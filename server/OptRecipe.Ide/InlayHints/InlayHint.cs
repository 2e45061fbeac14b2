namespace OptRecipe.Ide.InlayHints;

/// <summary>What a hint speaks of; each kind has its setting.</summary>
public enum InlayHintKind { Targets, Steps, Selectors, Budget, Data }

/// <summary>A few words that the editor shows behind a place of the text and that are not in it.</summary>
/// <param name="Offset">They stand right behind this offset.</param>
/// <param name="Label">Plain text.</param>
/// <param name="Tooltip">Makes the Markdown that says more; costs what a hover costs.</param>
public sealed record InlayHint(InlayHintKind Kind, int Offset, string Label, Func<string> Tooltip);
