using TfNet.Random;

namespace Tensorflow.Keras;

public sealed partial class KerasInterface
{
    /// <summary>Helpers that belong to no module.</summary>
    public UtilsApi utils { get; } = new();
}

/// <summary><c>keras.utils</c>.</summary>
public sealed class UtilsApi
{
    internal UtilsApi()
    {
    }

    /// <summary>
    /// Seeds all random numbers (https://keras.io/api/utils/python_utils/#setrandomseed-function): initial weights, dropout and data
    /// sets; NumPy's, which images are shuffled and augmented by; Python's, which batches of sequences are shuffled by.
    /// </summary>
    /// <param name="seed">0 or more.</param>
    public void set_random_seed(int seed)
    {
        if (seed < 0)
            throw new ValueError($"Expected `seed` argument to be an integer. Received: seed={seed}; it must be 0 or more");
        PythonRandom.Global.seed(seed);
        NumpyRandom.Global.seed((uint)seed);
        Binding.tf.random.set_seed(seed);
    }
}
