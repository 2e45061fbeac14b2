namespace OptRecipe.Engine.Kernels;

/// <summary>An order of indices; a struct that may hold spans.</summary>
internal interface IIndexOrder
{
    bool Comes(int first, int second);
}

/// <summary>Binary heaps of indices whose top is the one that comes last, moved step by step as the C++ library that the runtimes are built with moves them: where the order leaves
/// several ways open, results have the runtimes' order.</summary>
internal static class IndexHeap
{
    /// <summary>Sorts the first <paramref name="count"/> places; the rest is left in no particular order.</summary>
    public static void PartialSort<TOrder>(Span<int> indices, int count, TOrder order) where TOrder : IIndexOrder, allows ref struct
    {
        if (count == 0) return;
        var heap = indices[..count];
        for (var parent = (count - 2) / 2; parent >= 0 && count > 1; parent--) Sink(heap, parent, heap[parent], order);
        for (var index = count; index < indices.Length; index++)
        {
            if (!order.Comes(indices[index], heap[0])) continue;
            var value = indices[index];
            indices[index] = heap[0];
            Sink(heap, 0, value, order);
        }
        for (var end = count; end > 1; end--) Pop(heap[..end], order);
    }

    /// <summary>Takes in the last place of a span whose other places are a heap.</summary>
    public static void Push<TOrder>(Span<int> heap, TOrder order) where TOrder : IIndexOrder, allows ref struct => Rise(heap, heap.Length - 1, 0, heap[^1], order);

    /// <summary>Moves the top to the last place; the places before it are a heap again.</summary>
    public static void Pop<TOrder>(Span<int> heap, TOrder order) where TOrder : IIndexOrder, allows ref struct
    {
        var value = heap[^1];
        heap[^1] = heap[0];
        if (heap.Length > 1) Sink(heap[..^1], 0, value, order);
    }

    private static void Sink<TOrder>(Span<int> heap, int hole, int value, TOrder order) where TOrder : IIndexOrder, allows ref struct
    {
        var (top, child) = (hole, hole);
        while (child < (heap.Length - 1) / 2)
        {
            child = 2 * (child + 1);
            if (order.Comes(heap[child], heap[child - 1])) child--;
            heap[hole] = heap[child];
            hole = child;
        }
        if ((heap.Length & 1) == 0 && child == (heap.Length - 2) / 2)
        {
            child = 2 * (child + 1);
            heap[hole] = heap[child - 1];
            hole = child - 1;
        }
        Rise(heap, hole, top, value, order);
    }

    private static void Rise<TOrder>(Span<int> heap, int hole, int top, int value, TOrder order) where TOrder : IIndexOrder, allows ref struct
    {
        var parent = (hole - 1) / 2;
        while (hole > top && order.Comes(heap[parent], value))
        {
            heap[hole] = heap[parent];
            hole = parent;
            parent = (hole - 1) / 2;
        }
        heap[hole] = value;
    }
}
