using System.Globalization;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide.Hover;

/// <summary>What a value with a unit means: <c>60 KiB</c> is 61,440 bytes.</summary>
internal static class UnitText
{
    /// <summary>Null for values without units, and for those that are understood as they stand.</summary>
    public static string? Of(SchemaPlace place, SyntaxNode node)
    {
        var text = node.ValueText;
        switch (SchemaPlace.Shaped<ScalarType>(place.Type)?.Kind)
        {
            case ScalarKind.Size when Units.TrySize(text, out var bytes): return $"{bytes:#,0} bytes (1 KiB is 1,024 bytes, 1 kB is 1,000)";
            case ScalarKind.Fraction when Units.TryFraction(text, out var share): return string.Create(CultureInfo.InvariantCulture, $"{share:0.######}, that is {100 * share:0.####} %");
            case ScalarKind.AccuracyDrop when Units.TryDrop(text, out var drop):
                return drop.IsRelative ? string.Create(CultureInfo.InvariantCulture, $"{100 * drop.Amount:0.####} % of the float model's value: 90 % may become {90 * (1 - drop.Amount):0.##} %")
                    : string.Create(CultureInfo.InvariantCulture, $"{100 * drop.Amount:0.####} percentage points: 90 % may become {90 - (100 * drop.Amount):0.##} %");
            default: return null;
        }
    }
}
