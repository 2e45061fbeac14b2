using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>Sees each operator run. Tensors are lent, not copied: their bytes are valid until the method returns. Called on the thread that invokes.</summary>
public interface IOperatorTap
{
    /// <summary>Before an operator runs; its inputs hold their values.</summary>
    void Before(in RunningOperator op);
    /// <summary>While it runs, each time a state (a variable among its inputs) has taken a new value: a recurrent operator goes through many in one run.</summary>
    void During(OperatorAddress address, RuntimeTensor state) { }
    /// <summary>While it runs, each time a recurrent operator has computed values that are no tensor of the model and that its integer form stores in an intermediate tensor.</summary>
    /// <param name="intermediate">Its place among the operator's intermediates.</param>
    void During(OperatorAddress address, int intermediate, ReadOnlySpan<float> values) { }
    /// <summary>After it ran; writing to an output's bytes replaces what the operators behind it read.</summary>
    void After(in RunningOperator op);
}

/// <summary>An operator as it runs, with the tensors it reads and writes (null where an optional operand is omitted).</summary>
public readonly struct RunningOperator
{
    internal RunningOperator(OperatorAddress address, OperatorCode code, RuntimeTensor?[] inputs, RuntimeTensor[] outputs)
    {
        Address = address;
        Code = code;
        _inputs = inputs;
        _outputs = outputs;
    }

    private readonly RuntimeTensor?[] _inputs;
    private readonly RuntimeTensor[] _outputs;
    public OperatorAddress Address { get; }
    public OperatorCode Code { get; }
    public ReadOnlySpan<RuntimeTensor?> Inputs => _inputs;
    public ReadOnlySpan<RuntimeTensor> Outputs => _outputs;
}
