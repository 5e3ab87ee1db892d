using Tensorflow;
using static Tensorflow.Binding;

namespace TfNetZoo.Networks;

/// <summary>
/// The three equal forms of a ResNeXt block's branch (Xie et al. 2016, figure 3) for one set of kernels: reduce
/// (1, 1, C, W), inner (3, 3, W / groups, W), expand (1, 1, W, C').
/// </summary>
public static class ResNeXtForms
{
    /// <summary>(a) Each group by itself through all three convolutions; the results are added.</summary>
    public static Tensor SplitTransformSum(Tensor x, Tensor reduce, Tensor inner, Tensor expand, int groups)
    {
        Tensor[] expands = tf.split(expand, groups, 2);
        Tensor? sum = null;
        foreach ((Tensor path, int i) in Paths(x, reduce, inner, groups).Select((p, i) => (p, i)))
        {
            Tensor y = Conv(path, expands[i]);
            sum = sum is null ? y : sum + y;
        }
        return sum!;
    }

    /// <summary>(b) Each group by itself through two convolutions, joined before the third.</summary>
    public static Tensor EarlyConcat(Tensor x, Tensor reduce, Tensor inner, Tensor expand, int groups) =>
        Conv(tf.concat(Paths(x, reduce, inner, groups), -1), expand);

    /// <summary>(c) One grouped convolution in the middle.</summary>
    public static Tensor Grouped(Tensor x, Tensor reduce, Tensor inner, Tensor expand) =>
        Conv(tf.nn.relu(Conv(tf.nn.relu(Conv(x, reduce)), inner)), expand);

    private static IEnumerable<Tensor> Paths(Tensor x, Tensor reduce, Tensor inner, int groups)
    {
        Tensor[] reduces = tf.split(reduce, groups, 3), inners = tf.split(inner, groups, 3);
        return [.. reduces.Select((r, i) => tf.nn.relu(Conv(tf.nn.relu(Conv(x, r)), inners[i])))];
    }

    // A kernel with fewer input channels than the map makes the convolution a grouped one.
    private static Tensor Conv(Tensor x, Tensor kernel) => tf.nn.conv2d(x, kernel, [1, 1], "SAME");
}
