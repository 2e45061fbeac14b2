namespace OptRecipe.TFLite.Files.Verification;

/// <summary>How the operators of a subgraph hang together: runtimes run them in the file's order.</summary>
internal static class GraphChecks
{
    private const int NotMade = -1, Given = -2, Fed = -3;

    public static void Check(ViolationList found, int index)
    {
        var subgraph = found.Model.Subgraphs[index];
        var madeBy = new int[subgraph.Tensors.Length];
        for (var tensor = 0; tensor < madeBy.Length; tensor++) madeBy[tensor] = IsGiven(found.Model, subgraph.Tensors[tensor]) ? Given : NotMade;
        foreach (var (ends, word) in new[] { (subgraph.Inputs, "input"), (subgraph.Outputs, "output") })
        {
            foreach (var tensor in ends)
            {
                if (tensor == -1) found.Warn(ViolationKind.TensorIndex, $"an {word} of subgraph {index} is no tensor", index);
                else if (tensor < 0 || tensor >= madeBy.Length) found.Error(ViolationKind.TensorIndex, $"an {word} of subgraph {index} is tensor {tensor}, the subgraph has {madeBy.Length}", index);
            }
        }
        foreach (var tensor in subgraph.Inputs)
            if (tensor >= 0 && tensor < madeBy.Length) madeBy[tensor] = Fed;
        var producers = Producers(subgraph, madeBy.Length);
        for (var op = 0; op < subgraph.Operators.Length; op++)
        {
            foreach (var tensor in subgraph.Operators[op].Inputs.Distinct())
                if (tensor >= 0 && tensor < madeBy.Length && madeBy[tensor] == NotMade) CheckUse(found, index, op, tensor, producers[tensor]);
            foreach (var tensor in subgraph.Operators[op].Outputs)
                if (tensor >= 0 && tensor < madeBy.Length) Make(found, index, op, tensor, madeBy);
        }
        foreach (var tensor in subgraph.Outputs)
            if (tensor >= 0 && tensor < madeBy.Length && madeBy[tensor] == NotMade) found.Warn(ViolationKind.NoProducer, $"the output {found.Tensor(index, tensor)} is made by no operator", index, tensor: tensor);
    }

    private static void CheckUse(ViolationList found, int subgraph, int op, int tensor, int producer)
    {
        if (producer >= 0) found.Error(ViolationKind.Order, $"{found.Operator(subgraph, op)} reads {found.Tensor(subgraph, tensor)}, which {found.Operator(subgraph, producer)} makes only later", subgraph, op, tensor);
        else found.Warn(ViolationKind.NoProducer, $"{found.Operator(subgraph, op)} reads {found.Tensor(subgraph, tensor)}, which no operator makes and the file does not hold", subgraph, op, tensor);
    }

    private static void Make(ViolationList found, int subgraph, int op, int tensor, int[] madeBy)
    {
        if (madeBy[tensor] >= 0) found.Error(ViolationKind.TwoProducers, $"{found.Operator(subgraph, op)} writes {found.Tensor(subgraph, tensor)}, which {found.Operator(subgraph, madeBy[tensor])} makes already", subgraph, op, tensor);
        else if (madeBy[tensor] is Given or Fed && found.Model.Subgraphs[subgraph].Tensors[tensor] is { IsVariable: false } written && !written.Shape.Contains(0))
        {
            var isInput = madeBy[tensor] == Fed;
            found.Warn(isInput ? ViolationKind.WritesInput : ViolationKind.WritesConstant, $"{found.Operator(subgraph, op)} writes {found.Tensor(subgraph, tensor)}, which is {(isInput ? "an input" : "a constant")}", subgraph, op, tensor);
        }
        madeBy[tensor] = op;
    }

    /// <summary>Data in the file, a variable, or nothing to hold.</summary>
    private static bool IsGiven(Model model, Tensor tensor) => tensor.IsVariable || tensor.ExternalBuffer != 0 || tensor.Shape.Contains(0)
        || (tensor.Buffer < model.Buffers.Length && !model.Buffers[(int)tensor.Buffer].Data.IsEmpty);

    private static int[] Producers(Subgraph subgraph, int count)
    {
        var producers = new int[count];
        Array.Fill(producers, NotMade);
        for (var op = 0; op < subgraph.Operators.Length; op++)
        {
            foreach (var tensor in subgraph.Operators[op].Outputs)
                if (tensor >= 0 && tensor < count && producers[tensor] == NotMade) producers[tensor] = op;
        }
        return producers;
    }
}
