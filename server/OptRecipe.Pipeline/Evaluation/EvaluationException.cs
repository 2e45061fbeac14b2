namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Data, labels and metric do not fit together. The message is one sentence for people.</summary>
public sealed class EvaluationException(string message) : Exception(message);
