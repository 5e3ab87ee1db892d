using TfNet.Random;

namespace Tensorflow.Keras.Saving;

/// <summary>All random generators of the process: ours, NumPy's and Python's.</summary>
internal sealed record RandomStates(long[] Own, long[] NumPy, long[] Python)
{
    internal static RandomStates Now()
    {
        (ulong seed, ulong count) = RandomState.Get();
        return new RandomStates(
            [(long)seed, (long)count, .. RandomState.OwnCounts().SelectMany(p => (long[])[p.Key, (long)p.Value])],
            NumpyRandom.Global.ToNumbers(),
            PythonRandom.Global.ToNumbers());
    }

    internal void Restore()
    {
        RandomState.Set(
            (ulong)Own[0], (ulong)Own[1], Own.Skip(2).Chunk(2).Select(p => new KeyValuePair<int, ulong>((int)p[0], (ulong)p[1])));
        NumpyRandom.Global.FromNumbers(NumPy);
        PythonRandom.Global.FromNumbers(Python);
    }

    internal void Save(StateWriter state)
    {
        state.SetIntegers("own", Own);
        state.SetIntegers("numpy", NumPy);
        state.SetIntegers("python", Python);
    }

    internal static RandomStates Load(StateReader state)
    {
        long[] own = state.Int64s("own");
        return own.Length >= 2 && own.Length % 2 == 0 ? new RandomStates(own, state.Int64s("numpy"), state.Int64s("python"))
            : throw state.Wrong("own", "a seed, a count, and pairs of them");
    }
}
