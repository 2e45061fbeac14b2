using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>The calibration samples of a recipe, shared out: some decide whether a repair helps, the others are what it learns from. Dispose it to close the files.</summary>
internal sealed class RepairData : IDisposable
{
    private const int MostDeciding = 32, MostLearning = 64;
    private readonly List<SampleSet> opened = [];
    private readonly Func<Model, SampleSet> open;

    private RepairData(Func<Model, SampleSet> open, Model model)
    {
        this.open = open;
        var count = Open(model).Count;
        // Every other one decides, so that an order in the files (class by class) harms neither half.
        Deciding = [.. Enumerable.Range(0, count).Where(index => index % 2 == 1 || count == 1).Take(MostDeciding)];
        Learning = [.. Enumerable.Range(0, count).Where(index => index % 2 == 0 || index > 2 * MostDeciding).Take(MostLearning)];
    }

    public ImmutableArray<int> Deciding { get; }
    public ImmutableArray<int> Learning { get; }

    /// <returns>Null, and why, where the recipe has no calibration data.</returns>
    public static (RepairData? Data, string Problem) Open(IFileSource files, RecipeAnalysis analysis, Model model, CancellationToken cancellation)
    {
        if (analysis.Recipe.Data?.Calibration is not { } data) return (null, "`data.calibration` is missing, so nothing can be proven");
        var sets = new SampleSets(files);
        var (first, problem) = OpenSet(model);
        if (first is null) return (null, problem);
        first.Dispose();
        return (new(other => OpenSet(other) switch { ({ } set, _) => set, var (_, why) => throw new EvaluationException(why) }, model), "");

        (SampleSet? Set, string Problem) OpenSet(Model other) => sets.OpenFilled(analysis.Path, data, other, analysis.Recipe.Seed, cancellation);
    }

    /// <summary>The samples that decide, as a model takes them.</summary>
    public ISampleSet DecidingFor(Model model) => new SampleSelection(Open(model), Deciding);

    /// <summary>The samples that repairs learn from, as a model takes them.</summary>
    public CalibrationSamples LearningFor(Model model)
    {
        var set = Open(model);
        return new(Learning.Length, index => set.Read(Learning[index])) { NameOf = index => set.NameOf(Learning[index]) };
    }

    /// <summary>All samples in their order, as a model takes them.</summary>
    public CalibrationSamples CalibrationFor(Model model)
    {
        var set = Open(model);
        return new(set.Count, set.Read) { NameOf = set.NameOf };
    }

    public void Dispose()
    {
        foreach (var set in opened) set.Dispose();
    }

    private SampleSet Open(Model model)
    {
        var set = open(model);
        opened.Add(set);
        return set;
    }
}
