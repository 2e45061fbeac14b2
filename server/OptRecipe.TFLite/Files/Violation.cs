namespace OptRecipe.TFLite.Files;

/// <summary>Error: runtimes refuse the file or read it wrongly. Warning: an irregularity that some runtimes, often old ones, accept.</summary>
public enum ViolationSeverity { Warning, Error }

/// <summary>What about a model is not as the format wants it.</summary>
public enum ViolationKind
{
    SchemaVersion, NoSubgraph, FirstBuffer, BufferIndex, TensorIndex, OperatorCodeIndex, SubgraphIndex, ExternalBuffer, UnknownType, Shape, DataSize,
    QuantizationCount, QuantizedDimension, Scale, ZeroPoint, Order, TwoProducers, NoProducer, WritesConstant, WritesInput, Signature, Sparsity, Options, Version, CustomCode,
}

/// <summary>One departure from the format.</summary>
/// <param name="Subgraph">The subgraph it stands in, −1 for the model as a whole.</param>
/// <param name="Operator">Index of the operator in it, −1 when it is not about one.</param>
/// <param name="Tensor">Index of the tensor in it, −1 when it is not about one.</param>
/// <param name="Message">One sentence: what is found and what is expected.</param>
public sealed record Violation(ViolationKind Kind, ViolationSeverity Severity, int Subgraph, int Operator, int Tensor, string Message);
