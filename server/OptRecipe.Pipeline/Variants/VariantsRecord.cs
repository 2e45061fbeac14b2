using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Variants;

/// <summary>The last comparison of a recipe's variants. It stands in <c>.optrecipe/</c> beside the recipe.</summary>
/// <param name="RecipeHash"><see cref="RecipeAnalysis.RecipeHash"/> of the recipe with its table.</param>
/// <param name="Hashes">Of each variant's recipe, by its name: a row is of the recipe that has this hash.</param>
/// <param name="Outputs">The comparison's own reports.</param>
public sealed record VariantsRecord(int Version, string RecipeHash, VariantComparison Comparison, ImmutableSortedDictionary<string, string> Hashes, ImmutableArray<RecordedOutput> Outputs)
{
    public const int CurrentVersion = 1;
    private const int MostBytes = 1 << 25;

    // No variant's name has this sign.
    public static string PathFor(string recipePath) => RunRecord.PathFor(recipePath, "@variants");

    /// <summary>The record beside a recipe; null when there is none that this version can read.</summary>
    public static VariantsRecord? Read(IFileSource files, string recipePath)
    {
        if (files.ReadAllOrNull(PathFor(recipePath), MostBytes) is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, VariantComparisonJson.Readable.VariantsRecord) is { Version: CurrentVersion, Comparison.Variants.IsDefault: false, Outputs.IsDefault: false, Hashes: not null } record && record.Comparison.Variants.All(IsWhole) ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(IOutputStore store, string recipePath) =>
        store.Write(PathFor(recipePath), stream => JsonSerializer.Serialize(stream, this, VariantComparisonJson.Readable.VariantsRecord));

    /// <summary>The row of a variant whose recipe is still the same; null when it has to be made anew.</summary>
    public VariantRow? Find(VariantAnalysis variant) =>
        Hashes.GetValueOrDefault(variant.Name) == variant.Analysis.RecipeHash ? Comparison.Variants.FirstOrDefault(row => row.Variant == variant.Name) : null;

    private static bool IsWhole(VariantRow row) => row is { Values.IsDefault: false, Metrics.IsDefault: false, Targets.IsDefault: false, Budget.IsDefault: false, Variant: not null };
}
