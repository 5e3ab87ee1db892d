using Tensorflow.Framework.Models;

namespace Tensorflow;

/// <summary>
/// A sequence of elements (https://www.tensorflow.org/api_docs/python/tf/data/Dataset): each has one or several components, the
/// first <see cref="FirstInputTensorCount"/> of which are a model's inputs and the rest its targets. foreach starts anew each time.
/// The second member of a pair is null where there are no targets.
/// </summary>
public interface IDatasetV2 : IEnumerable<(Tensors, Tensors)>
{
    /// <summary>Names of the classes, where the data come from class folders.</summary>
    string[] class_names { get; set; }

    int FirstInputTensorCount { get; set; }

    Shape[] output_shapes { get; }

    TF_DataType[] output_types { get; }

    /// <summary>Shape and dtype of every component. After a map that needs values, the first element is made to learn it.</summary>
    TensorSpec[] element_spec { get; }

    TensorSpec[] structure { get; set; }

    /// <summary>Groups of consecutive elements along a new first axis; the short last group is kept unless told otherwise.</summary>
    IDatasetV2 batch(int batch_size, bool drop_remainder = false);

    /// <summary>
    /// A new order in each iteration: the element at position i is one of the first i + buffer_size. Equal seeds give equal
    /// sequences of orders; without a seed the order follows tf.random.set_seed.
    /// </summary>
    IDatasetV2 shuffle(int buffer_size, int? seed = null, bool reshuffle_each_iteration = true);

    /// <summary>The elements several times; negative: for ever.</summary>
    IDatasetV2 repeat(int count = -1);

    /// <summary>Prepares elements ahead on a background thread.</summary>
    /// <param name="buffer_size">Elements ahead; -1: two; 0: none.</param>
    /// <param name="slack_period">Must be null: there is no device transfer to hide behind it.</param>
    IDatasetV2 prefetch(int buffer_size = -1, int? slack_period = null);

    /// <summary>At most count elements; negative: all.</summary>
    IDatasetV2 take(int count);

    /// <summary>Leaves out the first count elements; negative: all.</summary>
    IDatasetV2 skip(int count);

    /// <summary>Every num_shards-th element, from index on.</summary>
    IDatasetV2 shard(int num_shards, int index);

    /// <summary>Keeps the elements in memory once one iteration has seen them all.</summary>
    /// <param name="filename">Must be empty: elements are not written to files.</param>
    IDatasetV2 cache(string filename = "");

    IDatasetV2 concatenate(IDatasetV2 dataset);

    /// <summary>Applies a function to every element; it gets all components and returns the new ones.</summary>
    /// <param name="map_func">Runs in a scope: what it does not return is released. May be called from a background thread.</param>
    /// <param name="use_inter_op_parallelism">False: also the function's ops run one after another, which eager ops always do.</param>
    /// <param name="preserve_cardinality">Whether the result has a known number of elements.</param>
    /// <param name="use_legacy_function">Must be false: there are no legacy graph functions.</param>
    IDatasetV2 map(Func<Tensors, Tensors> map_func, bool use_inter_op_parallelism = true, bool preserve_cardinality = true,
        bool use_legacy_function = false);

    /// <summary>As above on background threads, in order.</summary>
    /// <param name="map_func">Must allow calls from several threads.</param>
    /// <param name="num_parallel_calls">Elements in the making at the same time; -1: one for each processor.</param>
    IDatasetV2 map(Func<Tensors, Tensors> map_func, int num_parallel_calls);

    /// <summary>Applies a function of inputs and targets.</summary>
    IDatasetV2 map(Func<Tensors, Tensors, (Tensors, Tensors)> map_func, int num_parallel_calls = 1);

    /// <summary>The elements for which a scalar bool tensor is true.</summary>
    IDatasetV2 filter(Func<Tensors, Tensors> map_func);

    /// <summary>The elements whose first component fulfils a condition.</summary>
    IDatasetV2 filter(Func<Tensor, bool> map_func);

    /// <summary>The elements of the data sets that a function makes of the first components, one after another.</summary>
    IDatasetV2 flat_map(Func<Tensor, IDatasetV2> map_func);

    /// <summary>Number of elements, int64: -1 infinite, -2 unknown.</summary>
    Tensor cardinality(string? name = null);
}
