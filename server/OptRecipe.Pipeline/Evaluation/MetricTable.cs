using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>The metrics that recipes may name.</summary>
public static class MetricTable
{
    /// <summary>What recipes write for an autoencoder's score: <c>auc: {score: reconstruction-mse}</c>.</summary>
    public const string ReconstructionScore = "reconstruction-mse";

    public static ImmutableArray<string> Names { get; } = ["accuracy", "top-5", "top-5-error", "auc", "mse", "mae", "miou", "hit", "agreement", "sqnr", "cosine"];

    /// <summary>What is measured beside the metric that a recipe asks for, because it needs no labels.</summary>
    public static ImmutableArray<string> WithoutLabels { get; } = ["agreement", "sqnr", "cosine"];

    /// <summary>What a metric's values are counted in.</summary>
    public static MetricUnit UnitOf(string name) => name switch
    {
        "sqnr" => MetricUnit.Decibel,
        "mse" or "mae" or "cosine" => MetricUnit.Number,
        _ => MetricUnit.Share,
    };

    /// <summary>Whether a metric's outputs are scores of classes, so that two models can agree on the best one.</summary>
    public static bool IsOfClasses(string name, string? score) => name is not ("hit" or "mse" or "mae") && score is null;

    /// <param name="score">For <c>auc</c>: <see cref="ReconstructionScore"/>, or null for the model's own score.</param>
    /// <returns>Null for a name that is no metric.</returns>
    public static IMetric? Find(string name, string? score = null) => name switch
    {
        "accuracy" => new AccuracyMetric(),
        "top-5" => new TopFiveMetric(isError: false),
        "top-5-error" => new TopFiveMetric(isError: true),
        "auc" => new AucMetric(score == ReconstructionScore),
        "mse" => new ErrorMetric(isSquared: true),
        "mae" => new ErrorMetric(isSquared: false),
        "miou" => new MeanIoUMetric(),
        "hit" => new HitMetric(),
        "agreement" => new AgreementMetric(),
        "sqnr" => new SqnrMetric(),
        "cosine" => new CosineMetric(),
        _ => null,
    };
}
