using System.Runtime.CompilerServices;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Utils;
using Tensorflow.Util;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>Training, as <see cref="Model"/> documents it: TensorFlow.NET's forms, and the ones with Keras' arguments.</summary>
public partial interface IModel
{
    IOptimizer Optimizer { get; set; }

    bool Stop_training { get; set; }

    [OverloadResolutionPriority(3)]
    void compile(IOptimizer optimizer, ILossFunc loss);

    [OverloadResolutionPriority(3)]
    void compile(IOptimizer optimizer, ILossFunc loss, string[] metrics);

    [OverloadResolutionPriority(2)]
    void compile(IOptimizer optimizer, ILossFunc loss, IMetricFunc[] metrics);

    [OverloadResolutionPriority(3)]
    void compile(string optimizer, string loss, string[] metrics);

    [OverloadResolutionPriority(1)]
    void compile(IOptimizer optimizer, string loss, string[]? metrics = null);

    void compile(
        object optimizer, object? loss = null, object? metrics = null, object? loss_weights = null, object? weighted_metrics = null,
        int steps_per_execution = 1);

    [OverloadResolutionPriority(2)]
    History fit(
        NDArray x, NDArray y, int batch_size = -1, int epochs = 1, int verbose = 1, List<ICallback>? callbacks = null,
        float validation_split = 0f, ValidationDataPack? validation_data = null, int validation_step = 10, bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        NDArray? sample_weight = null, int initial_epoch = 0, int max_queue_size = 10, int workers = 1, bool use_multiprocessing = false);

    [OverloadResolutionPriority(3)]
    History fit(
        IEnumerable<NDArray> x, NDArray y, int batch_size = -1, int epochs = 1, int verbose = 1, List<ICallback>? callbacks = null,
        float validation_split = 0f,
        ValidationDataPack? validation_data = null, bool shuffle = true, Dictionary<int, float>? class_weight = null,
        NDArray? sample_weight = null, int initial_epoch = 0, int max_queue_size = 10, int workers = 1, bool use_multiprocessing = false);

    [OverloadResolutionPriority(2)]
    History fit(
        IDatasetV2 dataset, int batch_size = -1, int epochs = 1, int verbose = 1, List<ICallback>? callbacks = null,
        IDatasetV2? validation_data = null,
        int validation_step = 10, bool shuffle = true, Dictionary<int, float>? class_weight = null, int initial_epoch = 0,
        int max_queue_size = 10, int workers = 1, bool use_multiprocessing = false);

    History fit(
        ArrayData x, ArrayData? y = null, int batch_size = -1, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        double validation_split = 0, ValidationDataPack? validation_data = null, bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        ArrayData? sample_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null);

    [OverloadResolutionPriority(1)]
    History fit(
        IDatasetV2 x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null, ValidationDataPack? validation_data = null,
        Dictionary<int, float>? class_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null);

    [OverloadResolutionPriority(1)]
    History fit(
        Sequence x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null, ValidationDataPack? validation_data = null,
        bool shuffle = true,
        Dictionary<int, float>? class_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null);

    [OverloadResolutionPriority(2)]
    MetricValues evaluate(
        NDArray x, NDArray y, int batch_size = -1, int verbose = 1, NDArray? sample_weight = null, int steps = -1, int max_queue_size = 10,
        int workers = 1, bool use_multiprocessing = false, bool return_dict = false, bool is_val = false);

    [OverloadResolutionPriority(2)]
    MetricValues evaluate(IDatasetV2 x, int verbose = 1, bool is_val = false);

    [OverloadResolutionPriority(3)]
    MetricValues evaluate(IEnumerable<Tensor> x, Tensor y, int verbose = 1, bool is_val = false);

    [OverloadResolutionPriority(2)]
    Tensors predict(
        Tensors x, int batch_size = -1, int verbose = 0, int steps = -1, int max_queue_size = 10, int workers = 1,
        bool use_multiprocessing = false);

    [OverloadResolutionPriority(3)]
    Tensors predict(
        NDArray x, int batch_size = -1, int verbose = 0, int steps = -1, int max_queue_size = 10, int workers = 1,
        bool use_multiprocessing = false);

    [OverloadResolutionPriority(2)]
    Tensors predict(
        IDatasetV2 dataset, int batch_size = -1, int verbose = 0, int steps = -1, int max_queue_size = 10, int workers = 1,
        bool use_multiprocessing = false);

    MetricValues train_on_batch(
        ArrayData x, ArrayData? y = null, ArrayData? sample_weight = null, Dictionary<int, float>? class_weight = null,
        bool reset_metrics = true);

    MetricValues test_on_batch(ArrayData x, ArrayData? y = null, ArrayData? sample_weight = null, bool reset_metrics = true);
}
